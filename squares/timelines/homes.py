"""The home timeline, read when it is asked for: a merge of what each followed member said last.

Nothing is written when somebody posts, whoever reads them: a post costs its author the same with
two followers and with a hundred thousand, and following, muting and blocking show at the next
look, earlier posts included. Why it is so, and what was measured: docs/decisions/0024.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

from commons import clock
from commons.ids import id_at
from commons.pages import Page, Window
from commons.recent import Recent
from squares.members.models import Member
from squares.posts.cards.card import PostCard
from squares.posts.cards.reading import cards_by, known_cards_by
from squares.timelines.compiling import ids_by, page_of, shown, values_of

Card = TypeVar("Card")
# A statement and its values, to what it finds by number.
Read = Callable[[str, Mapping[str, Any]], dict[int, Card]]  # Any: as `fetch` takes them

_MANY, _HALF_A_DAY = 50, timedelta(hours=12)

# Where a member's first page ended last time. Looking no further down first spares reading the
# last posts of everybody who was silent since; whether it was far enough shows by what is found.
_ENDED_AT = Recent[int](seconds=86_400.0, most=50_000)

# One followed member's newest posts come from the index post_author, newest first, so that no more
# than a page of each is looked at. Whether somebody can be met is asked only if they spoke.
_HOME = """
WITH muted AS MATERIALIZED (
    SELECT target_id AS id FROM relationships_mute
     WHERE source_id = %(viewer)s::bigint AND (until IS NULL OR until > now())
), unread AS MATERIALIZED (
    SELECT id FROM muted
    UNION ALL
    SELECT target_id FROM relationships_block WHERE source_id = %(viewer)s::bigint
    UNION ALL
    SELECT source_id FROM relationships_block WHERE target_id = %(viewer)s::bigint
    UNION ALL
    SELECT e.member_id FROM relationships_list l
      JOIN relationships_listentry e ON e.list_id = l.id
     WHERE l.owner_id = %(viewer)s::bigint AND l.exclusive AND e.member_id <> l.owner_id
), people AS MATERIALIZED (
    SELECT f.target_id AS id, f.shows_boosts, f.languages
      FROM relationships_follow f
     WHERE f.source_id = %(viewer)s::bigint AND f.accepted
       AND f.target_id NOT IN (SELECT id FROM unread)
    UNION ALL
    SELECT %(viewer)s::bigint, true, '{{}}'::varchar[]
)
SELECT id FROM (
    SELECT spoken.id FROM people CROSS JOIN LATERAL (
        SELECT p.id, p.author_id FROM posts_post p
          LEFT JOIN posts_post r ON r.id = p.in_reply_to_id
          LEFT JOIN posts_post b ON b.id = p.boost_of_id
         WHERE p.author_id = people.id AND p.hidden_at IS NULL AND p.deleted_at IS NULL
           AND p.id < %(before)s::bigint AND p.id > %(since)s::bigint
           AND (p.visibility <> 'mentioned' OR p.author_id = %(viewer)s::bigint
                OR EXISTS (SELECT 1 FROM posts_mention x
                    WHERE x.post_id = p.id AND x.member_id = %(viewer)s::bigint))
           AND (p.language = '' OR people.languages = '{{}}'
                OR split_part(p.language, '-', 1) = ANY(people.languages))
           AND {answers} AND {standing}
         ORDER BY p.id {order} LIMIT %(size)s::bigint
    ) spoken
      JOIN members_member a ON a.id = spoken.author_id AND a.state IN ('active', 'silenced')
    UNION
    SELECT p.id FROM posts_tagtie t
      JOIN posts_tagging g ON g.tag_id = t.tag_id
      JOIN posts_post p ON p.id = g.post_id
      JOIN members_member a ON a.id = p.author_id AND a.state = 'active'
      LEFT JOIN posts_post r ON r.id = p.in_reply_to_id
     WHERE t.member_id = %(viewer)s::bigint AND t.followed_at IS NOT NULL
       AND p.hidden_at IS NULL AND p.deleted_at IS NULL
       AND p.visibility = 'public' AND p.boost_of_id IS NULL
       AND g.post_id < %(before)s::bigint AND g.post_id > %(since)s::bigint
       AND {answers}
       AND p.author_id NOT IN (SELECT id FROM unread)
       AND (p.language = '' OR NOT EXISTS (SELECT 1 FROM relationships_follow x
            WHERE x.source_id = %(viewer)s::bigint AND x.target_id = p.author_id
              AND x.languages <> '{{}}'
              AND NOT split_part(p.language, '-', 1) = ANY(x.languages)))
) both_ways
 ORDER BY id {order} LIMIT %(size)s::bigint
"""
# Answers to nobody, by or to oneself, to the viewer, or to somebody whom the viewer follows.
_ANSWERS = """(r.id IS NULL OR p.author_id = %(viewer)s::bigint OR r.author_id = p.author_id
                OR r.author_id = %(viewer)s::bigint
                OR EXISTS (SELECT 1 FROM relationships_follow x
                    WHERE x.source_id = %(viewer)s::bigint AND x.target_id = r.author_id
                      AND x.accepted))"""
# What was boosted must be there still, and not by somebody whom the viewer muted.
_STANDING = """(p.boost_of_id IS NULL OR (people.shows_boosts
                AND b.hidden_at IS NULL AND b.deleted_at IS NULL
                AND EXISTS (SELECT 1 FROM members_member x
                    WHERE x.id = b.author_id AND x.state IN ('active', 'silenced'))
                AND b.author_id NOT IN (SELECT id FROM muted)))"""
_DOWN, _UP = (
    _HOME.format(answers=_ANSWERS, standing=_STANDING, order=order) for order in ("DESC", "ASC")
)


def home_ids(viewer: Member, window: Window) -> Page[int]:
    """Return a page of the ids in a member's home, newest first.

    Cost: 1 query; 2 where the member's home has fewer posts than when it was last read, or who
    follows many comes here first and finds little of the last half day.
    """
    read: Read[None] = lambda *asked: dict.fromkeys(ids_by(*asked))  # noqa: E731 - short
    return page_of(list(_found(viewer, window, read, read)), window)


def home_cards(viewer: Member, window: Window) -> Page[PostCard]:
    """Return a page of a member's home, newest first, each post once.

    Cost: as above; 1 query more where not all posts are known.
    """
    read, again = (partial(way, viewer=viewer) for way in (known_cards_by, cards_by))
    return shown(_found(viewer, window, read, again), window)


def _found(viewer: Member, window: Window, read: Read[Card], again: Read[Card]) -> dict[int, Card]:
    given = values_of(viewer, window)
    if window.before is not None:
        return again(_UP if window.after is not None else _DOWN, given)
    if window.after is not None or window.since is not None:
        return read(_UP if window.after is not None else _DOWN, given)
    return _newest(viewer, given, read, again)


def _newest(
    viewer: Member, given: dict[str, int], read: Read[Card], again: Read[Card]
) -> dict[int, Card]:
    """Return the first page, at first looking no further down than it reached last time.

    Who follows many and was not seen by this process yet has most likely a page of half a day.
    """
    key = f"home-ended:{viewer.pk}"
    floor = _ENDED_AT.get(key)
    if floor is None and viewer.following_count >= _MANY:
        floor = id_at(clock.now() - _HALF_A_DAY)
    found = read(_DOWN, given | {"since": floor}) if floor is not None else {}
    if len(found) < given["size"]:
        found = (again if floor is not None else read)(_DOWN, given)
    if len(found) == given["size"]:
        _ENDED_AT.put(key, min(found) - 1)
    return found
