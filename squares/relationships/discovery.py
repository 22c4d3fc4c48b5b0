"""Whom one might like to read: suggestions, the directory, search, people in common."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import connection
from django.db.models import (
    BigIntegerField,
    Case,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Now

from commons import text
from commons.pages import NEWEST, PAGE_SIZE, Page, Window, read
from commons.remember import remember
from squares.members.models import SHOWN_STATES, Member
from squares.members.rules import handle_key
from squares.relationships.models import Block, Follow, Mute, Stance

ACTIVE_FOR = timedelta(days=30)
COMMON_LIMIT = 20
SEARCH_LIMIT = 100


class Order(StrEnum):
    """How the directory is sorted; Mastodon's names."""

    ACTIVE = "active"
    NEW = "new"


class Why(StrEnum):
    """Why somebody is suggested; Mastodon's names."""

    IN_COMMON = "friends_of_friends"
    FOLLOWED = "most_followed"


@dataclass(frozen=True)
class Suggestion:
    """Somebody whom one might like to read."""

    member: Member
    why: Why


# Whoever keeps their ties to themself is no bridge: that they follow somebody would show.
# Those followed last say most of what somebody likes now, and bound what is counted.
_BRIDGED = """
SELECT f.target_id
  FROM (SELECT target_id FROM relationships_follow
         WHERE source_id = %(viewer)s AND accepted ORDER BY id DESC LIMIT 150) AS mine
  JOIN members_member bridge ON bridge.id = mine.target_id AND NOT bridge.hides_ties
  JOIN relationships_follow f ON f.source_id = mine.target_id AND f.accepted
 GROUP BY f.target_id ORDER BY count(*) DESC, f.target_id DESC LIMIT %(limit)s
"""
_BRIDGES_LIMIT = 300
_WELL_READ_LIMIT = 300
WELL_READ_KEY = "well-read"

_COMMON = """
SELECT target_id, source_id FROM (
    SELECT f.target_id, f.source_id,
           row_number() OVER (PARTITION BY f.target_id ORDER BY f.id DESC) AS place
      FROM relationships_follow f
      JOIN relationships_follow mine
        ON mine.source_id = %(viewer)s AND mine.target_id = f.source_id AND mine.accepted
      JOIN members_member t ON t.id = f.target_id AND NOT t.hides_ties
      JOIN members_member s ON s.id = f.source_id AND NOT s.hides_ties
                           AND s.state = ANY(%(shown)s)
     WHERE f.target_id = ANY(%(ids)s) AND f.accepted
) AS common
 WHERE place <= %(limit)s ORDER BY target_id, place
"""


def suggestions(*, viewer: Member, at: datetime, limit: int = PAGE_SIZE) -> list[Suggestion]:
    """Return whom a member might like to read: whom those they follow read, then the active.

    Nobody they follow, asked, block, mute or do not want proposed, and nobody who does not want
    to be found.  Cost: 3 queries; 1 more where who is read by most is not remembered (10 minutes).
    Source: https://docs.joinmastodon.org/methods/suggestions/
    """
    bridged = _numbers(_BRIDGED, viewer=viewer.pk, limit=_BRIDGES_LIMIT)
    well_read = remember(WELL_READ_KEY, lambda: _well_read(at), seconds=600)
    known = Follow.objects.filter(source_id=viewer.pk, target_id=OuterRef("pk"))
    refused = Stance.objects.filter(
        source_id=viewer.pk, target_id=OuterRef("pk"), not_suggested=True
    )
    rows = _found(viewer).filter(pk__in={*bridged, *well_read}).exclude(pk=viewer.pk)
    rows = rows.exclude(Exists(known)).exclude(Exists(refused))
    free, common = set(rows.values_list("pk", flat=True)), set(bridged)
    order = [number for number in dict.fromkeys([*bridged, *well_read]) if number in free][:limit]
    people = Member.objects.in_bulk(order)
    return [
        Suggestion(people[number], Why.IN_COMMON if number in common else Why.FOLLOWED)
        for number in order
    ]


def in_common(
    *, viewer: Member, ids: Collection[int], limit: int = COMMON_LIMIT
) -> dict[int, list[Member]]:
    """Return, for each of some members, those who follow them and whom the viewer follows.

    limit: for each.  Whoever keeps their ties to themself is left out on either side.
    Cost: 2 queries, none without ids.
    Source: https://docs.joinmastodon.org/methods/accounts/#familiar_followers
    """
    found: dict[int, list[Member]] = {number: [] for number in ids}
    if not found:
        return found
    with connection.cursor() as cursor:
        cursor.execute(
            _COMMON,
            {"viewer": viewer.pk, "ids": list(found), "limit": limit, "shown": list(SHOWN_STATES)},
        )
        pairs = cursor.fetchall()
    people = Member.objects.in_bulk({source for _, source in pairs})
    for target, source in pairs:
        found[target].append(people[source])
    return found


def directory(
    *, viewer: Member | None, order: Order = Order.ACTIVE, offset: int = 0, limit: int = PAGE_SIZE
) -> Sequence[Member]:
    """Return who wants to be found: who spoke last, or who came last, first.

    Without those whom the viewer keeps apart from or does not read.  Cost: 1 query.
    Source: https://docs.joinmastodon.org/methods/directory/
    """
    last_first = F("posted_on").desc(nulls_last=True)
    rows = _found(viewer).order_by(*([last_first] if order is Order.ACTIVE else []), "-id")
    return list(rows[offset : offset + limit])


def find_people(
    *,
    words: str,
    viewer: Member | None,
    followed_only: bool = False,
    offset: int = 0,
    limit: int = PAGE_SIZE,
) -> Sequence[Member]:
    """Return members by the beginning of their handle or a part of their name.

    The very handle comes first, then whom the viewer follows, then those with most followers.
    Also those who are in no directory: who knows somebody's name may find them; but nobody who
    blocks the viewer.  Cost: 1 query, none without words.
    Source: https://docs.joinmastodon.org/methods/accounts/#search
    """
    words = text.normalise(words).lstrip("@")[:SEARCH_LIMIT]
    if not words or (followed_only and viewer is None):
        return []
    key = handle_key(words)
    rows = Member.objects.filter(state__in=SHOWN_STATES).filter(
        Q(handle_key__startswith=key) | Q(name__icontains=words)
    )
    if viewer is not None:
        blocks = Block.objects.filter(source_id=OuterRef("pk"), target_id=viewer.pk)
        rows = rows.exclude(Exists(blocks))
    follows = Exists(
        Follow.objects.filter(
            source_id=viewer.pk if viewer else 0, target_id=OuterRef("pk"), accepted=True
        )
    )
    if followed_only:
        rows = rows.filter(follows)
    rank = Case(When(handle_key=key, then=0), When(follows, then=1), default=2)
    return list(rows.order_by(rank, "-followers_count", "-id")[offset : offset + limit])


def endorsed_by(member: Member, *, viewer: Member | None, window: Window = NEWEST) -> Page[Member]:
    """Return a page of whom a member recommends; cursors are those members' numbers.

    Cost: 1 query.
    """
    rows = Stance.objects.filter(
        source=member, endorsed_at__isnull=False, target__state__in=SHOWN_STATES
    ).select_related("target")
    if viewer is not None and viewer.pk != member.pk:
        rows = rows.exclude(Exists(_blocks(viewer, "target_id")))
    page = read(rows, window, key=lambda row: row.target_id, column="target_id")
    return Page([row.target for row in page.items], page.older, page.newest)


def _well_read(at: datetime) -> list[int]:
    """Return who is read by most among those who want to be found and spoke lately."""
    rows = _found(None).filter(posted_on__gte=(at - ACTIVE_FOR).date())
    ordered = rows.order_by("-followers_count", "-id").values_list("pk", flat=True)
    return list(ordered[:_WELL_READ_LIMIT])


def _found(viewer: Member | None) -> QuerySet[Member]:
    """Return who wants to be found by a viewer, and may be."""
    rows = Member.objects.filter(state=Member.State.ACTIVE, discoverable=True)
    if viewer is None:
        return rows
    mutes = Mute.objects.filter(
        Q(until=None) | Q(until__gt=Now()), source_id=viewer.pk, target_id=OuterRef("pk")
    )
    return rows.exclude(Exists(_blocks(viewer, "pk"))).exclude(Exists(mutes))


def _blocks(viewer: Member, other: str) -> QuerySet[Block]:
    me = Value(viewer.pk, BigIntegerField())
    them = OuterRef(other)
    return Block.objects.filter(Q(source_id=me, target_id=them) | Q(source_id=them, target_id=me))


def _numbers(statement: str, **given: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return [row[0] for row in cursor.fetchall()]
