"""What waits to be said holds no thread of its own."""

import threading

from townsquares.admission.later import Later


def test_what_is_due_first_is_done_first() -> None:
    later, order, done = Later(), [], threading.Event()
    later(0.4, done.set)
    later(0.2, lambda: order.append("second"))
    later(0.0, lambda: order.append("first"))
    assert done.wait(20)
    assert order == ["first", "second"]


def test_one_thread_does_all() -> None:
    later, threads, done = Later(), set(), threading.Semaphore(0)

    def deed() -> None:
        threads.add(threading.get_ident())
        done.release()

    for _ in range(20):
        later(0.0, deed)
    assert all(done.acquire(timeout=20) for _ in range(20))
    assert len(threads) == 1


def test_a_deed_that_fails_is_the_only_one(caplog) -> None:
    later, done = Later(), threading.Event()

    def fail() -> None:
        raise RuntimeError

    later(0.0, fail)
    later(0.01, done.set)
    assert done.wait(20)
    assert [record.exc_info[0] for record in caplog.records] == [RuntimeError]
