"""What a slot carries from thread to thread: its connection to Postgres.

Django keeps one by thread, and the web server has very many of these: all but as many as there are
slots only wait. So a connection belongs to a slot (docs/decisions/0007, 0027).
"""

from types import TracebackType
from typing import Any

from django.db import connections

_NAME = "default"


class Slot:
    """The right to work; a context in which the database is reached."""

    def __init__(self) -> None:
        self._connection: Any = None  # Django's wrapper, untyped upstream

    def __enter__(self) -> None:
        """Give this thread what the slot carries; made in the thread that comes first."""
        if self._connection is None:
            self._connection = connections[_NAME]
            self._connection.inc_thread_sharing()  # one at a time, which is what Django asks for
            return
        connections[_NAME] = self._connection

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        """Take it back."""
        del connections[_NAME]
