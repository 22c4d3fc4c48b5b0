"""Time-ordered 64-bit ids, made in Python: primary key and public id at once.

41 bits of milliseconds since 2026-01-01, 10 bits of process, 12 bits of sequence. They sort by
time both as numbers and, at equal length, as text, which Mastodon's clients rely on.
Source: https://docs.joinmastodon.org/api/guidelines/#id
"""

import os
import secrets
import threading
import time
from datetime import UTC, datetime
from typing import Any

from django.db import models

EPOCH_MS = 1_767_225_600_000  # 2026-01-01T00:00:00Z
PRESENT_SECONDS = 60
# Where other keys, plain numbers, come from in a square: one sequence for all its tables. One for
# each would be a block of disk and a dozen rows of the catalogue for each.
NUMBERS = "numbers"
_lock = threading.Lock()
_last = (0, 0)
_node = (0, 0)  # the process it belongs to, and its number


def is_id(number: int) -> bool:
    """Tell whether a number may be an id at all, so that a column can be asked for it."""
    return 0 < number < 2**63


def new_id() -> int:
    """Return an id larger than every one this process gave before."""
    global _last  # noqa: PLW0603 - the sequence is the state
    with _lock:
        moment = max(time.time_ns() // 1_000_000 - EPOCH_MS, _last[0])
        sequence = _last[1] + 1 if moment == _last[0] else 0
        if sequence > 0xFFF:
            moment, sequence = moment + 1, 0
        _last = (moment, sequence)
        return (moment << 22) | (_node_number() << 12) | sequence


def id_for(at: datetime) -> int:
    """Return a fresh id for something that happened at a moment, so that it sorts there.

    For the present it is `new_id`; for the past (an import, a demo) the lower 22 bits are drawn.
    """
    behind = time.time() - at.timestamp()
    return new_id() if abs(behind) < PRESENT_SECONDS else id_at(at) | secrets.randbits(22)


def _node_number() -> int:
    """Ten random bits a process, drawn anew after a fork."""
    global _node  # noqa: PLW0603 - drawn once a process
    if _node[0] != os.getpid():
        _node = (os.getpid(), secrets.randbits(10))
    return _node[1]


def id_at(moment: datetime) -> int:
    """Return the smallest id of a moment: the cursor for "since then"."""
    return max(0, int(moment.timestamp() * 1000) - EPOCH_MS) << 22


def moment_of(identifier: int) -> datetime:
    """Return the moment an id was made, to the millisecond."""
    return datetime.fromtimestamp(((identifier >> 22) + EPOCH_MS) / 1000, UTC)


class IdField(models.BigIntegerField):  # type: ignore[type-arg]  # not subscriptable at run time
    """A primary key that sorts by time."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's field options
        kwargs.setdefault("primary_key", True)
        kwargs.setdefault("default", new_id)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)
