"""Small facts kept in the process for up to a minute, each under its square.

What changes elsewhere is seen when that runs out; `commons.remember` is shared and forgotten on
change.
"""

import time
import weakref
from collections.abc import Collection, Hashable, Mapping
from threading import Lock
from typing import Generic, Protocol, TypeVar

from django.db import connections

Place = TypeVar("Place", bound=Hashable)
Thing = TypeVar("Thing")
Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class _Kept(Protocol):
    def clear(self) -> None: ...


_ALL: list[_Kept] = []


class Recent(Generic[Value]):
    """A bounded memory of one process; keys carry the square in force."""

    def __init__(self, *, seconds: float, most: int) -> None:
        self._seconds, self._most = seconds, most
        self._kept: dict[tuple[str, str], tuple[float, Value]] = {}
        _ALL.append(self)

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


class Shelf(Generic[Key, Value]):
    """Many small things that a process keeps for up to a minute, of all squares together.

    seconds: at most; half of that at least, unless there is no room.
    most: what came first goes first, one half of all at a time.
    """

    def __init__(self, *, seconds: float, most: int) -> None:
        self._seconds, self._most = seconds / 2, most // 2
        self._young: dict[tuple[str, str, Key], Value] = {}
        self._old: dict[tuple[str, str, Key], Value] = {}
        self._turns_at, self._turning = 0.0, Lock()
        _ALL.append(self)

    def find(self, name: str, keys: Mapping[Place, Key]) -> dict[Place, Value]:
        """Return what is kept under keys of a name in the square in force, where they stood."""
        self._turn()
        young, old, schema = self._young, self._old, _schema()
        found = {}
        for place, key in keys.items():
            whole = schema, name, key
            if whole in young:
                found[place] = young[whole]
            elif whole in old:
                found[place] = old[whole]
        return found

    def keep(self, name: str, keys: Mapping[Place, Key], made: Mapping[Place, Value]) -> None:
        """Keep what was made under its keys."""
        self._turn()
        schema = _schema()
        self._young.update(((schema, name, keys[place]), one) for place, one in made.items())

    def clear(self) -> None:
        """Keep nothing at all any more."""
        self._young, self._old = {}, {}

    def _turn(self) -> None:
        if not self._is_due(time.monotonic()):
            return
        with self._turning:
            now = time.monotonic()
            if not self._is_due(now):  # another thread was first
                return
            late = now >= self._turns_at + self._seconds
            self._young, self._old = {}, {} if late else self._young
            self._turns_at = (now if late else min(now, self._turns_at)) + self._seconds

    def _is_due(self, now: float) -> bool:
        return now >= self._turns_at or len(self._young) >= self._most


class _Made(weakref.ref[Thing], Generic[Thing, Value]):
    """What was made of a thing under a name; forgets itself when the thing is no more."""

    __slots__ = ("name", "number", "value")
    name: str
    number: int
    value: Value


class Beside(Generic[Thing, Value]):
    """What was made of things, kept for as long as the process keeps these very things.

    So it needs no square, no bound and no time of its own.  Things allow weak references.
    """

    def __init__(self) -> None:
        self._kept: dict[str, dict[int, _Made[Thing, Value]]] = {}
        _ALL.append(self)

    def find(self, name: str, things: Mapping[Place, Thing]) -> dict[Place, Value]:
        """Return what was made of things under a name, where they stand."""
        kept, found = self._kept.get(name, {}), {}
        for place, thing in things.items():
            one = kept.get(id(thing))
            if one is not None:
                found[place] = one.value
        return found

    def keep(self, name: str, thing: Thing, value: Value) -> None:
        """Keep what was made of a thing."""
        made: _Made[Thing, Value] = _Made(thing, self._forget)
        made.name, made.number, made.value = name, id(thing), value
        self._kept.setdefault(name, {})[made.number] = made

    def clear(self) -> None:
        """Keep nothing at all any more."""
        self._kept.clear()

    def _forget(self, gone: _Made[Thing, Value]) -> None:
        kept = self._kept.get(gone.name)
        if kept is not None and kept.get(gone.number) is gone:
            del kept[gone.number]
            if not kept:
                self._kept.pop(gone.name, None)


def forget_everything() -> None:
    """Forget what this process keeps; for tests."""
    for kept in _ALL:
        kept.clear()


def _here(key: str) -> tuple[str, str]:
    return _schema(), key


def _schema() -> str:
    return connections["default"].schema_name  # type: ignore[attr-defined,no-any-return]  # our own backend's
