"""What members' timelines hang on, read for many at once and small enough to be kept in memory.

For those who decide for a thousand listeners whether they hear of a post: `timelines.hearing`.
"""

from array import array
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from squares.members.models import SHOWN_STATES, Member, Role
from squares.timelines.filters import NOTHING_FILTERED, FilterCard, Matcher, matcher
from squares.timelines.models import Filter
from squares.timelines.sieving import card_of

_TIES = """
SELECT m.id, m.state, m.role,
       ARRAY(SELECT f.target_id FROM relationships_follow f
              WHERE f.source_id = m.id AND f.accepted ORDER BY f.target_id),
       ARRAY(SELECT f.target_id FROM relationships_follow f
              WHERE f.source_id = m.id AND NOT f.shows_boosts),
       (SELECT json_object_agg(f.target_id, f.languages) FROM relationships_follow f
         WHERE f.source_id = m.id AND f.languages <> '{}'),
       ARRAY(SELECT b.target_id FROM relationships_block b WHERE b.source_id = m.id),
       ARRAY(SELECT b.source_id FROM relationships_block b WHERE b.target_id = m.id),
       (SELECT json_object_agg(x.target_id, extract(epoch FROM x.until)) FROM relationships_mute x
         WHERE x.source_id = m.id AND (x.until IS NULL OR x.until > now())),
       ARRAY(SELECT t.key FROM posts_tagtie x JOIN posts_tag t ON t.id = x.tag_id
              WHERE x.member_id = m.id AND x.followed_at IS NOT NULL),
       ARRAY(SELECT x.thread_id FROM posts_threadmark x
              WHERE x.member_id = m.id AND x.muted_at IS NOT NULL),
       (SELECT json_agg(json_build_array(l.id, l.replies, l.exclusive,
               ARRAY(SELECT e.member_id FROM relationships_listentry e WHERE e.list_id = l.id)))
          FROM relationships_list l WHERE l.owner_id = m.id)
  FROM members_member m WHERE m.id = ANY(%s)
"""

# Most members have none of these: they share one of each.
_NOBODY: frozenset[int] = frozenset()
_NO_TAG: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ListView:
    """One of a member's lists: which replies it shows, and who stands on it."""

    replies: str
    exclusive: bool
    people: frozenset[int]


_NO_LANGUAGES: Mapping[int, frozenset[str]] = {}
_NO_MUTES: Mapping[int, float | None] = {}
_NO_LISTS: Mapping[int, ListView] = {}


@dataclass(frozen=True, slots=True)
class Ties:
    """What one member's timelines hang on.

    follows: sorted; eight bytes for each, where a set takes seventy.  unboosted: whose boosts
    are not wanted.  languages: the only ones wanted of somebody.  mutes: until when, in seconds
    since 1970; None for good.  threads: conversations that are muted.
    """

    member_id: int
    shown: bool = True
    moderator: bool = False
    follows: "array[int]" = field(default_factory=lambda: array("q"))
    unboosted: frozenset[int] = _NOBODY
    languages: Mapping[int, frozenset[str]] = field(default_factory=lambda: _NO_LANGUAGES)
    blocks: frozenset[int] = _NOBODY
    blocked_by: frozenset[int] = _NOBODY
    mutes: Mapping[int, float | None] = field(default_factory=lambda: _NO_MUTES)
    tags: frozenset[str] = _NO_TAG
    threads: frozenset[int] = _NOBODY
    lists: Mapping[int, ListView] = field(default_factory=lambda: _NO_LISTS)
    filters: Matcher = NOTHING_FILTERED


def ties_of(member_ids: Collection[int]) -> dict[int, Ties]:
    """Return the ties of members by number, in whatever state; who never was is left out.

    Cost: 2 queries however many, none without ids.
    """
    if not member_ids:
        return {}
    filters = _filters_of(member_ids)
    with connection.cursor() as cursor:
        cursor.execute(_TIES, [list(member_ids)])
        return {row[0]: _ties(row, filters.get(row[0], ())) for row in cursor.fetchall()}


def _filters_of(member_ids: Collection[int]) -> dict[int, list[FilterCard]]:
    found: dict[int, list[FilterCard]] = defaultdict(list)
    for row in Filter.objects.filter(member_id__in=member_ids).order_by("id"):
        found[row.member_id].append(card_of(row))
    return found


def _ties(row: Sequence[Any], filters: Sequence[FilterCard]) -> Ties:  # Any: a row of _TIES
    number, state, role, follows, unboosted, languages, *rest = row
    blocks, blocked_by, mutes, tags, threads, lists = rest
    return Ties(
        member_id=number,
        shown=state in SHOWN_STATES,
        moderator=state == Member.State.ACTIVE and role in {Role.MODERATOR, Role.OWNER},
        follows=array("q", follows),
        unboosted=frozenset(unboosted) or _NOBODY,
        languages={int(who): frozenset(only) for who, only in languages.items()}
        if languages
        else _NO_LANGUAGES,
        blocks=frozenset(blocks) or _NOBODY,
        blocked_by=frozenset(blocked_by) or _NOBODY,
        mutes={int(who): until for who, until in mutes.items()} if mutes else _NO_MUTES,
        tags=frozenset(tags) or _NO_TAG,
        threads=frozenset(threads) or _NOBODY,
        lists={
            number: ListView(replies, exclusive, frozenset(people))
            for number, replies, exclusive, people in lists
        }
        if lists
        else _NO_LISTS,
        filters=matcher(filters) if filters else NOTHING_FILTERED,
    )
