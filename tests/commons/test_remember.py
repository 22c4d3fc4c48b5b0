"""What a process has at hand is forgotten with all others, as soon as Redis has told it."""

import time

import pytest
from django.core.cache import cache

from commons import remember as remembering
from commons.forgotten import Ear, forget_everywhere
from commons.remember import at_hand, forget
from tenants.context import inside


def _until(holds):
    deadline = time.monotonic() + 5
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.005)


@pytest.mark.usefixtures("in_agora")
def test_what_is_at_hand_is_not_asked_for_again():
    made = []
    _until(lambda: remembering._ear.listens)
    for _ in range(3):
        assert at_hand("bread", lambda: made.append(1) or "rye", seconds=60) == "rye"
    cache.delete("bread")  # as if it had been lost there, of which nobody is told
    assert at_hand("bread", lambda: "wheat", seconds=60) == "rye"
    assert made == [1]


@pytest.mark.usefixtures("in_agora")
def test_what_is_forgotten_here_is_forgotten_at_once():
    at_hand("bread", lambda: "rye", seconds=60)
    forget("bread")
    assert at_hand("bread", lambda: "wheat", seconds=60) == "wheat"


@pytest.mark.usefixtures("in_agora")
def test_what_is_forgotten_elsewhere_is_forgotten_here():
    _until(lambda: remembering._ear.listens)
    at_hand("bread", lambda: "rye", seconds=60)
    at_hand("butter", lambda: "salted", seconds=60)
    forget_everywhere(["bread"])  # as another process does
    _until(lambda: at_hand("bread", lambda: "wheat", seconds=60) == "wheat")
    assert at_hand("butter", lambda: "sweet", seconds=60) == "salted"


@pytest.mark.usefixtures("in_agora")
def test_what_changes_while_it_is_read_is_not_kept():
    _until(lambda: remembering._ear.listens)

    def read():
        heard = remembering._ear.heard
        forget_everywhere(["somebody's"])
        _until(lambda: remembering._ear.heard > heard)
        return "rye"

    at_hand("bread", read, seconds=60)
    cache.delete("bread")
    assert at_hand("bread", lambda: "wheat", seconds=60) == "wheat"


@pytest.mark.usefixtures("in_agora")
def test_what_another_square_forgets_stays(cast):
    _until(lambda: remembering._ear.listens)
    at_hand("bread", lambda: "rye", seconds=60)
    with inside(cast.forum):
        at_hand("bread", lambda: "wheat", seconds=60)
        forget_everywhere(["bread"])
        _until(lambda: at_hand("bread", lambda: "spelt", seconds=60) == "spelt")
    assert at_hand("bread", lambda: "spelt", seconds=60) == "rye"


@pytest.mark.usefixtures("in_agora")
def test_an_ear_that_begins_may_have_missed_something():
    told = []
    ear = Ear(lambda *heard: told.append(heard), lambda: told.append("missed"))
    _until(lambda: ear.listens)
    # Whoever else uses this Redis may be heard from now on.
    assert (told[0], told.count("missed")) == ("missed", 1)
    forget_everywhere(["a", "b"])
    _until(lambda: ("sq_agora", ["a", "b"]) in told)


def test_an_ear_knows_that_it_hears_nothing(settings):
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    told = []
    ear = Ear(lambda *heard: told.append(heard), lambda: told.append("missed"))
    assert not ear.listens
    _until(lambda: told)
    assert told[0] == "missed"
    assert not ear.listens


@pytest.mark.usefixtures("in_agora")
def test_an_ear_that_stumbles_over_a_word_hears_on():
    told = []

    def stumble(*heard):
        told.append(heard)
        if len(told) == 1:
            raise ValueError

    missed = []
    ear = Ear(stumble, lambda: missed.append(ear.listens))
    _until(lambda: ear.listens)
    forget_everywhere(["a"])
    _until(lambda: len(missed) > 1)
    assert missed[1] is False  # what is at hand goes, and is kept for two seconds only
    _until(lambda: ear.listens)
    forget_everywhere(["b"])
    _until(lambda: ("sq_agora", ["b"]) in told)
