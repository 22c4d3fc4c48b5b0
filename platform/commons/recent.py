"""Small facts kept in the process for a few seconds, per square: for what each request asks.

What changes elsewhere is seen when that runs out; `commons.remember` is shared and forgotten on
change.
"""

import time
from collections.abc import Collection
from typing import Generic, TypeVar

from django.db import connection

Key = TypeVar("Key")
Value = TypeVar("Value")


class Recent(Generic[Value]):
    """A bounded memory of one process; keys carry the square in force."""

    def __init__(self, *, seconds: float, most: int) -> None:
        self._seconds, self._most = seconds, most
        self._kept: dict[tuple[str, str], tuple[float, Value]] = {}
        _ALL.append(self)  # type: ignore[arg-type]  # of whatever kind

    def get(self, key: str) -> Value | None:
        """Return what is kept, None where nothing is or it ran out."""
        kept = self._kept.get(_here(key))
        return kept[1] if kept is not None and kept[0] > time.monotonic() else None

    def put(self, key: str, value: Value, *, seconds: float | None = None) -> None:
        """Keep a value, for other seconds if said; when there is no room, everything else goes."""
        if len(self._kept) >= self._most:
            self._kept.clear()
        until = time.monotonic() + (self._seconds if seconds is None else seconds)
        self._kept[_here(key)] = (until, value)

    def drop(self, key: str) -> None:
        """Keep it no longer, in this process."""
        self._kept.pop(_here(key), None)

    def drop_of(self, schema: str, keys: Collection[str]) -> None:
        """Keep some of a square no longer, wherever this is called."""
        for key in keys:
            self._kept.pop((schema, key), None)

    def clear(self) -> None:
        """Keep nothing at all any more."""
        self._kept.clear()


_SHELVES = 4


class Shelf(Generic[Key, Value]):
    """Many small things kept in the process for a few seconds, per square and name of a shelf.

    most: on one shelf; when there is no room, that one is emptied.  There are but a few shelves:
    it is for what many ask at a time, and not to hold all that was ever asked.
    """

    def __init__(self, *, seconds: float, most: int) -> None:
        self._shelves = Recent[dict[Key, Value]](seconds=seconds, most=_SHELVES)
        self._most = most

    def of(self, name: str) -> dict[Key, Value]:
        """Return a shelf, to be looked at and added to at once.  Cost: one look for all of it."""
        found = self._shelves.get(name)
        if found is None or len(found) >= self._most:
            found = {}
            self._shelves.put(name, found)
        return found


_ALL: list[Recent[object]] = []


def forget_everything() -> None:
    """Forget what this process keeps; for tests."""
    for recent in _ALL:
        recent.clear()


def _here(key: str) -> tuple[str, str]:
    return connection.schema_name, key  # type: ignore[attr-defined]  # our own backend has it
