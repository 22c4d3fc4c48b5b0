"""What is asked for over and over is done at once, then only so often, and never left out."""

import time

import pytest

from commons.pace import Pace


def _until(true) -> None:
    end = time.monotonic() + 5
    while not true() and time.monotonic() < end:
        time.sleep(0.005)
    assert true()


def test_the_first_is_done_at_once_and_those_that_follow_together() -> None:
    done: list[int] = []
    pace = Pace(done.append, seconds=0.2)
    for _ in range(5):
        pace.ask(1)
    assert done == [1]
    pace.ask(2)
    assert done == [1, 2]
    _until(lambda: len(done) == 3)
    assert done == [1, 2, 1]
    pace.ask(1)
    _until(lambda: len(done) == 4)


def test_one_that_fails_late_is_done_when_it_is_asked_for_again() -> None:
    done: list[int] = []

    def act(number: int) -> None:
        done.append(number)
        if len(done) < 3:
            raise ZeroDivisionError

    pace = Pace(act, seconds=0.01)
    with pytest.raises(ZeroDivisionError):
        pace.ask(1)
    pace.ask(1)
    _until(lambda: len(done) == 2)
    pace.ask(1)
    _until(lambda: len(done) == 3)
