"""Pages of a list that grows: a cursor, not a number, so that nothing is shown twice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet

Item = TypeVar("Item")
Row = TypeVar("Row", bound=Model)

NEWEST_ID = 2**63 - 1  # the greatest that Postgres keeps in a bigint
PAGE_SIZE = 20


@dataclass(frozen=True)
class Window:
    """Which stretch of a list is wanted; every bound is a cursor and itself left out.

    before: older than this.  since: newer than this, the newest first.  after: newer than this
    and next to it: the page immediately above.  Mastodon's max_id, since_id and min_id.
    Source: https://docs.joinmastodon.org/api/guidelines/#pagination
    """

    before: int | None = None
    since: int | None = None
    after: int | None = None
    size: int = PAGE_SIZE


NEWEST = Window()


@dataclass(frozen=True)
class Page(Generic[Item]):
    """One page, newest first; `older` is the cursor of the next, or None at the end.

    newest: the cursor of the page above, None for an empty page.
    """

    items: Sequence[Item]
    older: int | None
    newest: int | None = None


def cut(rows: Sequence[Item], *, size: int, key: Callable[[Item], int]) -> Page[Item]:
    """Make a page of rows that were fetched with LIMIT size + 1, newest first."""
    items = rows[:size]
    return Page(
        items,
        key(items[-1]) if len(rows) > size else None,
        key(items[0]) if items else None,
    )


def read(
    rows: "QuerySet[Row, Item]",
    window: Window,
    *,
    key: Callable[[Item], int],
    column: str = "pk",
) -> Page[Item]:
    """Fetch a stretch of a queryset ordered by one column.

    key: returns that column's value of what the queryset yields.  Cost: 1 query.
    """
    found = list(bounded(rows, window, column=column)[: window.size + 1])
    if window.after is None:
        return cut(found, size=window.size, key=key)
    items = found[: window.size][::-1]
    # Upwards there always is something older: the post the reader came from.
    return Page(items, key(items[-1]) if items else None, key(items[0]) if items else None)


def bounded(
    rows: "QuerySet[Row, Item]", window: Window, *, column: str = "pk"
) -> "QuerySet[Row, Item]":
    """Return the rows of a window in the order in which they are to be fetched.

    Upwards from `after` they come oldest first; whoever fetches turns them round.
    """
    bounds: dict[str, Any] = {}  # Any: a cursor by its lookup
    if window.before is not None:
        bounds[f"{column}__lt"] = window.before
    newer = [cursor for cursor in (window.since, window.after) if cursor is not None]
    if newer:
        bounds[f"{column}__gt"] = max(newer)
    upwards = window.after is not None
    return rows.filter(**bounds).order_by(column if upwards else f"-{column}")


def cursor_of(value: str | None) -> int | None:
    """Read a cursor from an address; what no id can be is ignored."""
    if not value or len(value) > 19 or not (value.isascii() and value.isdigit()):
        return None
    return number if (number := int(value)) <= NEWEST_ID else None
