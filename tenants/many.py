"""Does one thing in many squares at once: in threads, or in processes where Python has the work.

Each worker has a connection of its own. What is told comes in the order in which it is done.
"""

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import suppress
from functools import partial
from queue import SimpleQueue
from threading import Thread
from typing import TypeVar

import django
from django.db import connection

from tenants.context import outside
from tenants.models.square import Square

Told = TypeVar("Told")


def in_threads(
    do: Callable[[Square], Told], squares: Sequence[Square], *, workers: int
) -> Iterator[Told]:
    """Do it in threads of this process, in this very thread where one is enough.

    do: never raises.  Whoever stops listening stops the rest; what has begun is ended.
    """
    if workers <= 1 or len(squares) <= 1:
        yield from map(do, squares)
        return
    waiting, told = deque(squares), SimpleQueue[Told]()
    threads = [Thread(target=_work, args=(do, waiting, told)) for _ in range(workers)]
    try:
        for thread in threads:
            thread.start()
        for _square in squares:
            yield told.get()
    finally:
        waiting.clear()
        for thread in threads:
            thread.join()


def in_processes(
    do: Callable[[Square], Told], squares: Sequence[Square], *, workers: int
) -> Iterator[Told]:
    """Do it in processes of their own, in this very one where one is enough.

    do: can be sent to another process, and never raises.
    """
    if workers <= 1 or len(squares) <= 1:
        yield from map(do, squares)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=django.setup) as pool:
        begun = [pool.submit(partial(_do_by_number, do, square.pk)) for square in squares]
        try:
            for done in as_completed(begun):
                yield done.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _work(do: Callable[[Square], Told], waiting: deque[Square], told: SimpleQueue[Told]) -> None:
    try:
        with suppress(IndexError):
            while True:
                told.put(do(waiting.popleft()))
    finally:
        connection.close()


def _do_by_number(do: Callable[[Square], Told], number: int) -> Told:
    with outside():
        square = Square.objects.get(pk=number)
    return do(square)
