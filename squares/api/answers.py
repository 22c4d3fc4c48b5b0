"""What endpoints return besides an entity: a page with its neighbours, or a status of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

import msgspec

from commons.pages import NEWEST_ID, PAGE_SIZE, Page, Window

Item = TypeVar("Item")
_CURSORS = {"max_id", "since_id", "min_id", "offset"}


class Empty(msgspec.Struct):
    """Nothing to say: `{}`."""


@dataclass(frozen=True)
class Paged(Generic[Item]):
    """A page of entities, and the cursors of the pages around it.

    Source: https://docs.joinmastodon.org/api/guidelines/#pagination
    """

    items: Sequence[Item]
    older: int | None
    newest: int | None

    @classmethod
    def of(cls, items: Sequence[Item], page: Page[Any]) -> "Paged[Item]":  # Any: of rows
        """Return entities in the place of the rows they were made of."""
        return cls(items, page.older, page.newest)


@dataclass(frozen=True)
class Answer(Generic[Item]):
    """An entity with a status or headers of its own."""

    body: Item
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class PageParams(msgspec.Struct, kw_only=True):
    """The bounds of a page, as clients name them."""

    max_id: int | None = None
    since_id: int | None = None
    min_id: int | None = None
    limit: int | None = None

    def window(self, *, default: int = PAGE_SIZE, most: int = 40) -> Window:
        """Return the stretch that is asked for; a limit out of bounds is brought within."""
        size = default if self.limit is None or self.limit < 1 else min(self.limit, most)
        before, since, after = map(bearable_id, (self.max_id, self.since_id, self.min_id))
        return Window(before=before, since=since, after=after, size=size)


def bearable_id(number: int | None) -> int | None:
    """Return a number brought within what an id can be; 0 and the newest are nobody's."""
    return None if number is None else max(0, min(number, NEWEST_ID))


def links(page: Paged[Any], address: str, query: Mapping[str, Any]) -> str:
    """Return the Link header of a page, "" where it has no neighbours.

    address: absolute, without a query.  query: of the request; its other parameters are kept.
    """
    kept = urlencode([pair for pair in _pairs(query) if pair[0] not in _CURSORS]) if query else ""
    before = f"{address}?{kept}&" if kept else f"{address}?"

    def link(cursor: str, value: int, relation: str) -> str:
        return f'<{before}{cursor}={value}>; rel="{relation}"'

    found = []
    if page.older is not None:
        found.append(link("max_id", page.older, "next"))
    if page.newest is not None:
        found.append(link("min_id", page.newest, "prev"))
    return ", ".join(found)


def _pairs(query: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(name, value) for name, values in query.items() for value in values]
