"""Where the program asks the database: a few threads, each with one connection of its own."""

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import InterfaceError, OperationalError, connection

from tenants.context import inside, outside
from tenants.models.square import Square

log = logging.getLogger(__name__)

HANDS = 2

P = ParamSpec("P")
Answer = TypeVar("Answer")


class Desk:
    """Questions are answered in the order in which they come."""

    def __init__(self) -> None:
        self._hands = ThreadPoolExecutor(HANDS, thread_name_prefix="desk")
        self.waiting = 0

    async def ask(
        self,
        square: Square | None,
        question: Callable[P, Answer],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Answer:
        """Ask something inside a square, or in public; a connection that broke is made anew."""

        def answer() -> Answer:
            try:
                return _at(square, lambda: question(*args, **kwargs))
            except (OperationalError, InterfaceError):
                log.warning("the database went away; asking once more")
                connection.close()
                return _at(square, lambda: question(*args, **kwargs))

        self.waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._hands, answer)
        finally:
            self.waiting -= 1

    def close(self) -> None:
        """Answer nothing any more, and let the connections go."""
        together = threading.Barrier(HANDS)  # so that each hand closes its own

        def let_go() -> None:
            together.wait()
            connection.close()

        for _ in range(HANDS):
            self._hands.submit(let_go)
        self._hands.shutdown(wait=True)


def _at(square: Square | None, answer: Callable[[], Answer]) -> Answer:
    with inside(square) if square is not None else outside():
        return answer()
