"""What a member was told, those alike and close in time as one.

A group stands where its newest notification stands and is met once, however far one reads on.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from commons.pages import NEWEST, Page, Window, cut, read
from squares.members.models import SHOWN_STATES, Member
from squares.notifications.errors import NotificationNotFound
from squares.notifications.models import Notification
from squares.notifications.queries.heads import Wanted, newest_of_groups
from squares.notifications.queries.listing import heard, shown_to
from squares.notifications.rules import GROUPABLE, LONE, Kind, lone_id

SAMPLE = 8

_HELD = """
    SELECT held.key, counted.rows, counted.oldest, ARRAY(
               SELECT told.actor_id
                 FROM notifications_notification told
                 JOIN members_member actor
                   ON actor.id = told.actor_id AND actor.state = ANY(%(shown)s)
                WHERE told.member_id = %(member)s AND told.group_key = held.key
                  AND told.group_key <> '' AND (%(filtered)s OR NOT told.filtered)
                ORDER BY told.id DESC LIMIT %(sample)s
           )
      FROM unnest(%(keys)s::text[]) AS held (key)
     CROSS JOIN LATERAL (
        SELECT count(*) AS rows, min(told.id) FILTER (WHERE told.id >= %(since)s) AS oldest
          FROM notifications_notification told
          JOIN members_member actor ON actor.id = told.actor_id AND actor.state = ANY(%(shown)s)
         WHERE told.member_id = %(member)s AND told.group_key = held.key
           AND told.group_key <> '' AND (%(filtered)s OR NOT told.filtered)
     ) counted
"""


class _Held(NamedTuple):
    """What a group holds besides its newest."""

    size: int
    oldest: int
    actor_ids: Sequence[int]


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
    Cost: 3 queries, 2 going up.
    """
    if window.after is None:
        page = _down(member, kinds, grouped, window, filtered=filtered)
    else:
        page = read(
            _heads(member, kinds, grouped, filtered=filtered), window, key=lambda row: row.pk
        )
    found = _measured(member, page.items, grouped, filtered=filtered, since=page.older or 0)
    return Page(found, page.older, page.newest)


def count_groups(
    member: Member,
    *,
    since: int,
    limit: int,
    kinds: Collection[str] | None = None,
    grouped: Collection[str] = GROUPABLE,
) -> int:
    """Return how many groups have something newer than an id, at most `limit`.  Cost: 2 queries."""
    wanted = _wanted(member, kinds, grouped, filtered=False)
    ids = newest_of_groups(wanted, limit=limit, since=since)
    return shown_to(member).filter(pk__in=ids).count()


def find_group(*, viewer: Member, key: str) -> Group:
    """Return one group of the viewer's own.

    Raises: NotificationNotFound.  Cost: 2 queries.
    """
    grouped = GROUPABLE if lone_id(key) is None else ()
    found = _heads(viewer, None, grouped, filtered=True).filter(_called(key)).first()
    if found is None:
        raise NotificationNotFound
    return _measured(viewer, [found], grouped, filtered=True)[0]


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


def _wanted(
    member: Member, kinds: Collection[str] | None, grouped: Collection[str], *, filtered: bool
) -> Wanted:
    return Wanted(
        member_id=member.pk,
        kinds=list(Kind) if kinds is None else kinds,
        grouped=grouped,
        filtered=filtered,
    )


def _down(
    member: Member,
    kinds: Collection[str] | None,
    grouped: Collection[str],
    window: Window,
    *,
    filtered: bool,
) -> Page[Notification]:
    """Return the page below a cursor: its groups by number first, then what of it may be read."""
    wanted = _wanted(member, kinds, grouped, filtered=filtered)
    ids = newest_of_groups(wanted, limit=window.size + 1, before=window.before, since=window.since)
    page = cut(ids, size=window.size, key=lambda number: number)
    rows = shown_to(member, filtered=True).filter(pk__in=page.items) if ids else []
    return Page(list(rows), page.older, page.newest)


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


def _measured(
    member: Member,
    heads: Sequence[Notification],
    grouped: Collection[str],
    *,
    filtered: bool,
    since: int = 0,
) -> list[Group]:
    keys = [row.group_key for row in heads if row.group_key and row.kind in grouped]
    held = _held(member, keys, filtered=filtered, since=since) if keys else {}
    return [_group(row, held.get(row.group_key) if row.kind in grouped else None) for row in heads]


def _held(member: Member, keys: list[str], *, filtered: bool, since: int) -> dict[str, _Held]:
    given = {
        "member": member.pk,
        "keys": keys,
        "sample": SAMPLE,
        "shown": [state.value for state in SHOWN_STATES],
        "filtered": filtered,
        "since": since,
    }
    with connection.cursor() as cursor:
        cursor.execute(_HELD, given)
        return {row[0]: _Held(*row[1:]) for row in cursor.fetchall()}


def _group(row: Notification, held: _Held | None) -> Group:
    alone = _Held(1, row.pk, [row.actor_id] if row.actor_id else [])
    found = held or alone
    return Group(
        key=row.group_key if held else f"{LONE}{row.pk}",
        kind=Kind(row.kind),
        newest=row.pk,
        oldest=found.oldest,
        count=found.size,
        actor_ids=tuple(found.actor_ids),
        post_id=row.post_id,
        subject=row.subject,
        at=row.at,
        unread=row.read_at is None,
    )
