"""Every read of who reads whom, and who would rather not."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from commons.pages import NEWEST, Page, Window, read
from commons.statements import fetch
from squares.members.models import SHOWN_STATES, Member
from squares.relationships.errors import RequestNotFound
from squares.relationships.models import Block, Follow, Mute

_TIES = """
    SELECT t.id,
           f.accepted, f.shows_boosts, f.notifies, f.languages, r.accepted,
           b.id IS NOT NULL, d.id IS NOT NULL, m.notifications, m.until,
           s.endorsed_at IS NOT NULL, s.note
      FROM unnest(%(ids)s::bigint[]) AS t (id)
      LEFT JOIN relationships_follow f ON f.source_id = %(viewer)s AND f.target_id = t.id
      LEFT JOIN relationships_follow r ON r.source_id = t.id AND r.target_id = %(viewer)s
      LEFT JOIN relationships_block b ON b.source_id = %(viewer)s AND b.target_id = t.id
      LEFT JOIN relationships_block d ON d.source_id = t.id AND d.target_id = %(viewer)s
      LEFT JOIN relationships_mute m ON m.source_id = %(viewer)s AND m.target_id = t.id
                                    AND (m.until IS NULL OR m.until > %(at)s)
      LEFT JOIN relationships_stance s ON s.source_id = %(viewer)s AND s.target_id = t.id
"""
_NOTIFIED = """
    SELECT target_id, source_id FROM relationships_follow
     WHERE target_id = ANY(%(ids)s::bigint[]) AND accepted AND notifies
"""


@dataclass(frozen=True)
class Relationship:
    """How the viewer stands to one member.

    shows_boosts, notifying, languages: as chosen when following or asking to; no languages are
    all.  note: the viewer's own, for nobody else.
    """

    member_id: int
    following: bool = False
    requested: bool = False
    followed_by: bool = False
    requested_by: bool = False
    blocking: bool = False
    blocked_by: bool = False
    muting: bool = False
    muting_notifications: bool = False
    muting_until: datetime | None = None
    shows_boosts: bool = False
    notifying: bool = False
    languages: tuple[str, ...] = ()
    endorsed: bool = False
    note: str = ""

    @property
    def apart(self) -> bool:
        """Whether one of the two blocked the other."""
        return self.blocking or self.blocked_by

    @property
    def word(self) -> str:
        """How the follow button stands: "blocked", "requested", "following" or ""."""
        if self.blocking:
            return "blocked"
        if self.requested:
            return "requested"
        return "following" if self.following else ""


def relationships(
    *, viewer: Member | None, ids: Collection[int], at: datetime
) -> dict[int, Relationship]:
    """Return how the viewer stands to each of many members; a visitor stands to nobody.

    Cost: 1 query, none for a visitor or without ids.
    """
    found = {number: Relationship(number) for number in ids}
    if viewer is None or not found:
        return found
    with connection.cursor() as cursor:
        cursor.execute(_TIES, {"viewer": viewer.pk, "ids": list(found), "at": at})
        for row in cursor.fetchall():
            found[row[0]] = _relationship(row)
    return found


def relationship(*, viewer: Member | None, member: Member, at: datetime) -> Relationship:
    """Return how the viewer stands to one member.  Cost: 1 query."""
    return relationships(viewer=viewer, ids=[member.pk], at=at)[member.pk]


def followers(member: Member, *, viewer: Member | None, window: Window = NEWEST) -> Page[Follow]:
    """Return a page of who reads a member, the latest first; `source` is fetched.

    Empty where the member keeps it to themself; people who block the viewer, or whom the viewer
    blocks, are left out.  Cost: 2 queries, 1 for a visitor.
    """
    rows = Follow.objects.filter(
        target=member, accepted=True, source__state__in=SHOWN_STATES
    ).select_related("source")
    return _ties_of(member, rows, viewer, "source_id", window)


def following(member: Member, *, viewer: Member | None, window: Window = NEWEST) -> Page[Follow]:
    """Return a page of whom a member reads, the latest first; `target` is fetched.

    Under the same conditions as `followers`.  Cost: 2 queries, 1 for a visitor.
    """
    rows = Follow.objects.filter(
        source=member, accepted=True, target__state__in=SHOWN_STATES
    ).select_related("target")
    return _ties_of(member, rows, viewer, "target_id", window)


def keeps_ties(member: Member, viewer: Member | None) -> bool:
    """Tell whether whom a member reads, and who reads them, is not for this viewer to see."""
    return member.hides_ties and (viewer is None or viewer.pk != member.pk)


def requests_to(member: Member, *, window: Window = NEWEST) -> Page[Follow]:
    """Return a page of who asks to read a locked member, the latest first.

    Cost: 1 query.
    """
    rows = Follow.objects.filter(
        target=member, accepted=False, source__state__in=SHOWN_STATES
    ).select_related("source")
    return read(rows, window, key=lambda row: row.pk)


def count_requests(member: Member) -> int:
    """Return how many ask to read a member."""
    return Follow.objects.filter(target=member, accepted=False).count()


def find_request(*, to: Member, source_id: int) -> Follow:
    """Return somebody's open request to a member.

    Raises: RequestNotFound.
    """
    found = (
        Follow.objects.filter(target=to, source_id=source_id, accepted=False)
        .select_related("source", "target")
        .first()
    )
    if found is None:
        raise RequestNotFound
    return found


def followed_ids(member: Member) -> list[int]:
    """Return whom a member reads, by number."""
    rows = Follow.objects.filter(source=member, accepted=True)
    return list(rows.values_list("target_id", flat=True))


def follower_ids(member_id: int) -> list[int]:
    """Return who reads a member, by number."""
    rows = Follow.objects.filter(target_id=member_id, accepted=True)
    return list(rows.values_list("source_id", flat=True))


def notified_followers(author_ids: Collection[int]) -> dict[int, list[int]]:
    """Return who asked to be told of each post of these members, by number of the member.

    Only those of whom anybody asked it.  Cost: 1 query.
    """
    found: dict[int, list[int]] = {}
    for author_id, reader_id in fetch(_NOTIFIED, {"ids": sorted(author_ids)}):
        found.setdefault(author_id, []).append(reader_id)
    return found


def follows(*, source_id: int, target_id: int) -> bool:
    """Tell whether one member reads another."""
    return Follow.objects.filter(source_id=source_id, target_id=target_id, accepted=True).exists()


def blocked_either_way(*, viewer: Member | None, ids: Collection[int]) -> set[int]:
    """Return those of the members whom the viewer blocks or who block the viewer.

    Cost: 1 query, none for a visitor or without ids.
    """
    if viewer is None or not ids:
        return set()
    rows = Block.objects.filter(
        Q(source=viewer, target_id__in=ids) | Q(target=viewer, source_id__in=ids)
    ).values_list("source_id", "target_id")
    return _others(rows, viewer.pk)


def apart_from(viewer: Member) -> set[int]:
    """Return everybody whom the viewer blocks or who blocks the viewer.  Cost: 1 query."""
    rows = Block.objects.filter(Q(source=viewer) | Q(target=viewer))
    return _others(rows.values_list("source_id", "target_id"), viewer.pk)


def muted_ids(viewer: Member, *, at: datetime) -> set[int]:
    """Return everybody whom the viewer does not want to read now.  Cost: 1 query."""
    rows = Mute.objects.filter(Q(until=None) | Q(until__gt=at), source=viewer)
    return set(rows.values_list("target_id", flat=True))


def deaf_to(*, actor_id: int, ids: Collection[int], at: datetime) -> set[int]:
    """Return those of the members who are told nothing that the actor does.

    They block the actor, are blocked by the actor, or muted the actor's notifications.
    Cost: 2 queries, none without ids.
    """
    if not ids:
        return set()
    blocks = Block.objects.filter(
        Q(source_id=actor_id, target_id__in=ids) | Q(target_id=actor_id, source_id__in=ids)
    ).values_list("source_id", "target_id")
    mutes = Mute.objects.filter(
        Q(until=None) | Q(until__gt=at),
        target_id=actor_id,
        source_id__in=ids,
        notifications=True,
    )
    return _others(blocks, actor_id) | set(mutes.values_list("source_id", flat=True))


def blocks_of(member: Member, *, window: Window = NEWEST) -> Page[Block]:
    """Return a page of whom a member blocks, the latest first; `target` is fetched.

    Cost: 1 query.
    """
    rows = Block.objects.filter(source=member).select_related("target")
    return read(rows, window, column="id", key=lambda row: row.id)


def mutes_of(member: Member, *, at: datetime, window: Window = NEWEST) -> Page[Mute]:
    """Return a page of whom a member mutes now, the latest first; `target` is fetched.

    Cost: 1 query.
    """
    rows = Mute.objects.filter(Q(until=None) | Q(until__gt=at), source=member)
    return read(rows.select_related("target"), window, column="id", key=lambda row: row.id)


def _ties_of(
    member: Member, rows: QuerySet[Follow], viewer: Member | None, other: str, window: Window
) -> Page[Follow]:
    if keeps_ties(member, viewer):
        return Page([], None)
    if viewer is not None and viewer.pk != member.pk:
        apart = apart_from(viewer)
        if member.pk in apart:
            return Page([], None)
        rows = rows.exclude(**{f"{other}__in": apart})
    return read(rows, window, key=lambda row: row.pk)


def _others(pairs: Iterable[tuple[int, int]], own: int) -> set[int]:
    return {number for pair in pairs for number in pair} - {own}


def _relationship(row: Sequence[Any]) -> Relationship:  # Any: a row of _TIES, in its order
    number, mine, boosts, notifies, languages, theirs, blocks, blocked, mutes, until, *own = row
    return Relationship(
        member_id=number,
        following=mine is True,
        requested=mine is False,
        followed_by=theirs is True,
        requested_by=theirs is False,
        blocking=blocks,
        blocked_by=blocked,
        muting=mutes is not None,
        muting_notifications=bool(mutes),
        muting_until=until,
        shows_boosts=bool(boosts),
        notifying=bool(notifies),
        languages=tuple(languages or ()),
        endorsed=own[0],
        note=own[1] or "",
    )
