"""What a member was told, those alike and close in time as one.

A group stands where its newest notification stands and is met once, however far one reads on.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from commons.pages import NEWEST, Page, Window, cut, read
from commons.statements import fetch
from squares.members.models import Member
from squares.notifications.errors import NotificationNotFound
from squares.notifications.models import Notification
from squares.notifications.queries.heads import NAMED, WALK
from squares.notifications.queries.listing import heard, shown_to
from squares.notifications.queries.told import (
    COLUMNS,
    NEWEST_ID,
    OLDEST_ID,
    READABLE,
    Told,
    given_for,
    told_from,
)
from squares.notifications.rules import GROUPABLE, LONE, Kind, lone_id

SAMPLE = 8

# What stands above, with all that its group holds.  Where a page goes on below, `oldest` lies
# within it.
_MEASURED = f"""
SELECT heads.id, {READABLE}, {COLUMNS}, held.size, held.oldest, held.people
  FROM heads
  JOIN notifications_notification n ON n.id = heads.id
  LEFT JOIN LATERAL (
    SELECT count(*) AS size,
           min(told.id) FILTER (WHERE told.id >= {{floor}}) AS oldest,
           ARRAY(
               SELECT latest.actor_id
                 FROM notifications_notification latest
                 JOIN members_member them
                   ON them.id = latest.actor_id AND them.state IN ('active', 'silenced')
                WHERE latest.member_id = %(member)s::bigint AND latest.group_key = n.group_key
                  AND latest.group_key <> '' AND (%(filtered)s OR NOT latest.filtered)
                ORDER BY latest.id DESC LIMIT {SAMPLE}
           ) AS people
      FROM notifications_notification told
      JOIN members_member actor
        ON actor.id = told.actor_id AND actor.state IN ('active', 'silenced')
     WHERE told.member_id = %(member)s::bigint AND told.group_key = n.group_key
       AND told.group_key <> '' AND (%(filtered)s OR NOT told.filtered)
  ) held ON n.group_key <> '' AND n.kind = ANY(%(grouped)s::text[])
 ORDER BY heads.id DESC
"""  # noqa: S608 - our own words
_LAST_OF_PAGE = """(SELECT CASE WHEN count(*) >= %(size)s::bigint THEN
                        min(id) FILTER (WHERE place < %(size)s::bigint) ELSE 0 END FROM heads)"""
_WALKED = WALK + _MEASURED.format(floor=_LAST_OF_PAGE)
_MET = NAMED + _MEASURED.format(floor="%(floor)s::bigint")
_COUNTED = f"""{WALK}
SELECT count(*) FROM heads JOIN notifications_notification n ON n.id = heads.id WHERE {READABLE}
"""  # noqa: S608 - our own words


@dataclass(frozen=True)
class Group:
    """Some news alike, or one alone.

    key: names it to programs.  newest, oldest: ids; where a page goes on, oldest lies within it,
    so that programs which go on from there pass nothing over.  count: how many it holds.
    actor_ids: who caused it, the latest first, eight at most; empty where nobody did.
    """

    key: str
    kind: Kind
    newest: int
    oldest: int
    count: int
    actor_ids: tuple[int, ...]
    post_id: int | None
    subject: int | None
    at: datetime
    unread: bool

    @property
    def others(self) -> int:
        """How many there are besides the latest."""
        return self.count - 1


def groups(
    member: Member,
    *,
    window: Window = NEWEST,
    kinds: Collection[str] | None = None,
    grouped: Collection[str] = GROUPABLE,
    filtered: bool = False,
) -> Page[Group]:
    """Return a page of what a member was told, the latest group first; cursors are `newest`.

    kinds, filtered: as in `shown_to`.  grouped: which kinds are shown as one.  A page holds fewer
    than it could where the member may not read a post any more.
    Cost: 1 query, 2 going up.
    """
    given = _given(member, kinds, grouped, filtered=filtered)
    if window.after is None:
        return _down(given, window)
    heads = _heads(member, kinds, grouped, filtered=filtered)
    page = read(heads.values_list("pk", flat=True), window, key=lambda number: number)
    found = _measured(given, page.items, floor=page.older or OLDEST_ID) if page.items else []
    return Page(found, page.older, page.newest)


def count_groups(
    member: Member,
    *,
    since: int,
    limit: int,
    kinds: Collection[str] | None = None,
    grouped: Collection[str] = GROUPABLE,
) -> int:
    """Return how many groups have something newer than an id, at most `limit`.  Cost: 1 query."""
    given = _given(member, kinds, grouped, filtered=False)
    found: int = fetch(_COUNTED, given | {"before": NEWEST_ID, "since": since, "size": limit})[0][0]
    return found


def find_group(*, viewer: Member, key: str) -> Group:
    """Return one group of the viewer's own.

    Raises: NotificationNotFound.  Cost: 2 queries.
    """
    grouped = GROUPABLE if lone_id(key) is None else ()
    found = _heads(viewer, None, grouped, filtered=True).filter(_called(key)).first()
    if found is None:
        raise NotificationNotFound
    given = _given(viewer, None, grouped, filtered=True)
    return _measured(given, [found.pk], floor=OLDEST_ID)[0]


def actors_of_group(
    *, viewer: Member, key: str, window: Window = NEWEST
) -> Page[tuple[int, int | None]]:
    """Return a page of who caused what a group holds, the latest first: (cursor, member).

    Cost: 1 query.
    """
    rows = shown_to(viewer, filtered=True).filter(_called(key), actor__isnull=False)
    return read(rows.values_list("pk", "actor_id"), window, key=lambda row: row[0])


def rows_of_group(member: Member, key: str) -> QuerySet[Notification]:
    """Return everything that is shown as one."""
    return Notification.objects.filter(_called(key), member=member)


def _called(key: str) -> Q:
    number = lone_id(key)
    return Q(group_key=key) & ~Q(group_key="") if number is None else Q(pk=number)


def _given(
    member: Member, kinds: Collection[str] | None, grouped: Collection[str], *, filtered: bool
) -> dict[str, Any]:  # Any: each has its own type
    return given_for(member, kinds) | {
        "grouped": [str(kind) for kind in grouped],
        "filtered": filtered,
    }


def _down(given: dict[str, Any], window: Window) -> Page[Group]:  # Any: as above
    """Return the page below a cursor: its groups by number first, then what of it may be read."""
    rows = fetch(
        _WALKED,
        given
        | {
            "before": NEWEST_ID if window.before is None else window.before,
            "since": OLDEST_ID if window.since is None else window.since,
            "size": window.size + 1,
        },
    )
    page = cut(rows, size=window.size, key=lambda row: row[0])
    return Page(_groups(page.items), page.older, page.newest)


def _measured(
    given: dict[str, Any], numbers: Sequence[int], *, floor: int
) -> list[Group]:  # Any: as above
    """Return groups by their heads, the latest first."""
    return _groups(fetch(_MET, given | {"numbers": list(numbers), "floor": floor}))


def _heads(
    member: Member, kinds: Collection[str] | None, grouped: Collection[str], *, filtered: bool
) -> QuerySet[Notification]:
    """Return the newest of each group, and what stands alone."""
    newer = Notification.objects.filter(
        heard(), member=member, group_key=OuterRef("group_key"), pk__gt=OuterRef("pk")
    ).exclude(group_key="")
    if not filtered:
        newer = newer.filter(filtered=False)
    rows = shown_to(member, kinds=kinds, filtered=filtered)
    return rows.filter(Q(group_key="") | ~Q(kind__in=list(grouped)) | ~Exists(newer))


def _groups(rows: Sequence[tuple[Any, ...]]) -> list[Group]:  # Any: as above
    """Return the groups of rows of _MEASURED, without those that may not be read any more."""
    return [
        _group(told_from(about), size, oldest, people)
        for _number, readable, *about, size, oldest, people in rows
        if readable
    ]


def _group(told: Told, size: int | None, oldest: int, people: Sequence[int]) -> Group:
    if size is None:
        size, oldest, people = 1, told.id, [told.actor_id] if told.actor_id else []
        key = f"{LONE}{told.id}"
    else:
        key = told.group_key
    return Group(
        key=key,
        kind=told.kind,
        newest=told.id,
        oldest=oldest,
        count=size,
        actor_ids=tuple(people),
        post_id=told.post_id,
        subject=told.subject,
        at=told.at,
        unread=told.unread,
    )
