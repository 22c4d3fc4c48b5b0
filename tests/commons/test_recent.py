"""What a process keeps for a few seconds is one square's, and bounded."""

import pytest

from commons import recent
from commons.recent import Beside, Shelf
from tenants.context import inside


@pytest.fixture
def now(monkeypatch):
    """Seconds that pass only when told to."""
    seconds = [100.0]
    monkeypatch.setattr(recent.time, "monotonic", lambda: seconds[0])
    return seconds


@pytest.mark.usefixtures("in_agora")
def test_a_shelf_keeps_many_things_of_one_square(cast):
    shelf = Shelf[int, str](seconds=60.0, most=20)
    shelf.keep("loaves", {"a": 1, "b": 2}, {"a": "rye"})
    assert shelf.find("loaves", {"x": 1, "y": 2}) == {"x": "rye"}
    assert shelf.find("rolls", {"x": 1}) == {}
    with inside(cast.forum):
        assert shelf.find("loaves", {"x": 1}) == {}


@pytest.mark.usefixtures("in_agora")
def test_nothing_is_kept_longer_than_was_said(now):
    shelf = Shelf[int, str](seconds=60.0, most=20)
    assert shelf.find("loaves", {"x": 1}) == {}
    now[0] += 29
    shelf.keep("loaves", {"x": 1}, {"x": "rye"})
    now[0] += 29
    assert shelf.find("loaves", {"x": 1}) == {"x": "rye"}
    now[0] += 3
    assert shelf.find("loaves", {"x": 1}) == {}
    shelf.keep("loaves", {"x": 1}, {"x": "rye"})
    now[0] += 61
    assert shelf.find("loaves", {"x": 1}) == {}


@pytest.mark.usefixtures("in_agora")
def test_where_there_is_no_room_what_came_first_goes(now):
    shelf = Shelf[int, str](seconds=60.0, most=4)
    for number in range(100):
        shelf.keep("loaves", {0: number}, {0: "rye"})
        found = shelf.find("loaves", {n: n for n in range(100)})
        assert number in found
        assert len(found) <= 4


class Loaf:
    pass


def test_what_is_made_of_a_thing_goes_with_it():
    beside, rye, wheat = Beside[Loaf, str](), Loaf(), Loaf()
    beside.keep("bread", rye, "slice")
    beside.keep("crumbs", rye, "few")
    assert beside.find("bread", {"x": rye, "y": wheat}) == {"x": "slice"}
    assert beside.find("crumbs", {0: rye}) == {0: "few"}
    del rye
    assert beside._kept == {}
    beside.keep("bread", wheat, "slice")
    beside.keep("bread", wheat, "end")
    assert beside.find("bread", {0: wheat}) == {0: "end"}
    del wheat
    assert beside._kept == {}
