"""Small facts remembered in Redis, per square; without Redis they are simply made anew."""

import dataclasses
import logging
from collections.abc import Callable, Collection
from typing import Any, TypeVar
from zlib import crc32

import msgspec
from django.core.cache import cache
from django.db import transaction

from commons.forgotten import Ear, forget_everywhere
from commons.recent import Recent

log = logging.getLogger(__name__)
Value = TypeVar("Value")
_MISSING = object()
# How long something is at hand: while it is heard what others forget, and while it is not.
HEARING_SECONDS, DEAF_SECONDS = 60.0, 2.0
_at_hand: Recent[Any] = Recent(seconds=DEAF_SECONDS, most=10_000)  # Any: whatever is remembered


def at_hand(key: str, make: Callable[[], Value], *, seconds: int) -> Value:
    """Return what is remembered, for a minute without asking Redis.

    For what many requests ask and few change: a change is seen at once in the process in which it
    is made, and in the others when Redis has told them, about a millisecond later; where Redis
    tells nothing, two seconds later. None is not kept at hand.
    """
    value: Value | None = _at_hand.get(key)
    if value is None:
        hearing, heard = _ear.listens, _ear.heard
        value = remember(key, make, seconds=seconds)
        if value is not None:
            _at_hand.put(key, value, seconds=HEARING_SECONDS if hearing else DEAF_SECONDS)
        if heard != _ear.heard:  # it may have changed while it was read
            _at_hand.drop(key)
    return value


_ear = Ear(_at_hand.drop_of, _at_hand.clear)


def remember(key: str, make: Callable[[], Value], *, seconds: int) -> Value:
    """Return what is remembered under a key in the square in force, else make and keep it."""
    try:
        found = cache.get(key, _MISSING)
    except Exception:  # noqa: BLE001 - Redis away must not close the square
        log.warning("nothing is remembered: Redis does not answer")
        return make()
    if found is not _MISSING:
        return found  # type: ignore[no-any-return]
    value = make()
    _quietly(lambda: cache.set(key, value, seconds))
    return value


def key_for(name: str, *kinds: type[Any]) -> str:  # Any: dataclasses share no base
    """Return a key under which only values of these very dataclasses and Structs are remembered.

    A release that adds a field looks under another key, and never meets an old value.
    """
    fields = [f"{kind.__name__}.{name}" for kind in kinds for name in _fields(kind)]
    return f"{name}:{crc32(' '.join(fields).encode()):08x}"


def _fields(kind: type[Any]) -> tuple[str, ...]:
    if issubclass(kind, msgspec.Struct):
        return kind.__struct_fields__
    return tuple(field.name for field in dataclasses.fields(kind))


def forget(key: str) -> None:
    """Forget a key now and again once the transaction commits.

    Now, for reads later in this act; then, because another reader may have remembered the old
    value in between.
    """
    forget_all([key])


def forget_all(keys: Collection[str]) -> None:
    """Forget many keys as `forget` does one.  Cost: two round trips, however many."""
    if not keys:
        return
    _drop(keys)
    transaction.on_commit(lambda: _drop(keys))


def _drop(keys: Collection[str]) -> None:
    for key in keys:
        _at_hand.drop(key)
    _quietly(lambda: forget_everywhere(keys))


def _quietly(step: Callable[[], object]) -> None:
    try:
        step()
    except Exception:  # noqa: BLE001 - Redis away must not close the square
        log.warning("nothing is remembered: Redis does not answer")
