"""Threads that nobody needs rest; the last that is free is never kept by something long."""

import threading
import time

import pytest

from townsquares import web
from townsquares.admission.bodies import Bodies
from townsquares.admission.gate import Waits
from townsquares.admission.line import Bounds
from townsquares.admission.threads import Threads


@pytest.fixture
def threads():
    return Threads(seconds=30.0)


def begin(threads):
    """Begin a thread as the server does; return it, what says that it is free, what ends it."""
    go, over = threading.Event(), threading.Event()

    def work() -> None:
        threads.rest()
        go.set()
        over.wait(20)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread, go, over


def until(holds) -> bool:
    for _ in range(2_000):
        if holds():
            return True
        time.sleep(0.005)
    return False


@pytest.fixture
def crowd(threads):
    """Five threads that came one after another."""
    begun = []
    for _ in range(5):
        begun.append(begin(threads))
        assert until(lambda: free(begun) + threads.resting == len(begun))
    yield begun
    for _thread, _go, over in begun:
        over.set()


def free(crowd) -> int:
    return sum(go.is_set() for _thread, go, _over in crowd)


def test_two_are_free_while_nobody_works(threads, crowd):
    assert free(crowd) == 2
    assert threads.resting == 3


def test_one_that_works_leaves_one_free_and_wakes_nobody(threads, crowd):
    with threads:
        assert threads.resting == 3


def test_whenever_none_would_be_free_one_is_woken(threads, crowd):
    with threads, threads:
        assert until(lambda: free(crowd) == 3)
        assert threads.resting == 2
        with threads:
            assert until(lambda: free(crowd) == 4)
            assert threads.resting == 1


def test_who_comes_back_rests_again_where_another_is_free(threads, crowd):
    with threads, threads:
        assert until(lambda: free(crowd) == 3)
    resting = threading.Thread(target=threads.rest, daemon=True)
    resting.start()
    assert until(lambda: threads.resting == 3)
    with threads, threads, threads, threads, threads, threads:
        resting.join(20)
        assert not resting.is_alive()


def test_nobody_is_woken_where_nobody_rests(threads):
    with threads, threads:
        threads.rest()  # the server begins one more by itself
    assert threads.resting == 0


def test_a_thread_that_ended_does_not_count(threads, crowd):
    for thread, go, over in crowd:
        if go.is_set():
            over.set()
            thread.join(20)
    assert free(crowd) == 2  # both are over; with them three rest
    threads.rest()  # the first that comes after them, and so free
    assert threads.resting == 3


def test_the_server_has_threads_for_all_that_may_take_long_and_one_for_who_comes():
    [most] = [one.partition("=")[2] for one in web._OPTIONS if "blocking-threads" in one]
    assert int(most) > Bodies().most_with_slow + Bounds().slots + Waits().older


def test_rest_ends_by_itself():
    threads = Threads(seconds=0.05)
    crowd = [begin(threads) for _ in range(4)]
    assert until(lambda: free(crowd) == 4)
    assert threads.resting == 0
    for _thread, _go, over in crowd:
        over.set()
