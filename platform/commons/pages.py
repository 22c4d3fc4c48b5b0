"""Pages of a list that grows: a cursor, not a number, so that nothing is shown twice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")

PAGE_SIZE = 20


@dataclass(frozen=True)
class Page(Generic[Item]):
    """One page, newest first; `older` is the cursor of the next, or None at the end."""

    items: Sequence[Item]
    older: int | None


def cut(rows: Sequence[Item], *, size: int, key: Callable[[Item], int]) -> Page[Item]:
    """Make a page of rows that were fetched with LIMIT size + 1."""
    items = rows[:size]
    return Page(items, key(items[-1]) if len(rows) > size else None)


def cursor_of(value: str | None) -> int | None:
    """Read a cursor from an address; what is not one is ignored."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 20 else None
