"""Conversations for the people mentioned, read from the posts they are made of.

Source: https://docs.joinmastodon.org/methods/conversations/, and docs/decisions/0014.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection

from commons import text
from commons.pages import NEWEST, Page, Window
from squares.members.cards import MemberCard, card_of
from squares.members.models import Member
from squares.members.queries import profiles_by_ids
from squares.posts.cards.card import PostCard
from squares.posts.cards.reading import cards_for
from squares.posts.errors import ConversationNotFound

_NAMES = re.compile(r"^(?:@\w+\s+)+(?=[^\s@])")


@dataclass(frozen=True)
class Conversation:
    """What a member and a few others say to one another.

    id: of the post that began it.  people: everybody else who said something there or was named;
    the member alone, where nobody else is.
    """

    id: int
    people: tuple[MemberCard, ...]
    last: PostCard
    unread: bool

    @property
    def words(self) -> str:
        """What was said last, without the names it begins with: those stand above it."""
        said = text.plain(self.last.html)
        return _NAMES.sub("", said)


class _Row(NamedTuple):
    thread_id: int
    last_id: int
    unread: bool
    people: list[int]


# Of a thread the viewer reads what they wrote and what names them, no more.
_SQL = """
WITH named AS (
    SELECT id, thread_id, author_id FROM posts_post
     WHERE author_id = %(viewer)s AND visibility = 'mentioned' AND boost_of_id IS NULL
       AND hidden_at IS NULL AND deleted_at IS NULL
    UNION
    SELECT p.id, p.thread_id, p.author_id
      FROM posts_mention x JOIN posts_post p ON p.id = x.post_id
     WHERE x.member_id = %(viewer)s AND p.visibility = 'mentioned' AND p.boost_of_id IS NULL
       AND p.hidden_at IS NULL AND p.deleted_at IS NULL
), mine AS (
    SELECT n.id, COALESCE(n.thread_id, n.id) AS thread, n.author_id
      FROM named n JOIN members_member a ON a.id = n.author_id
     WHERE a.state IN ('active', 'silenced')
       AND NOT EXISTS (SELECT 1 FROM relationships_block b
            WHERE (b.source_id = %(viewer)s AND b.target_id = n.author_id)
               OR (b.source_id = n.author_id AND b.target_id = %(viewer)s))
), latest AS (
    SELECT thread, max(id) AS last FROM mine GROUP BY thread
), page AS (
    SELECT l.thread, l.last, COALESCE(m.read_up_to, 0) AS read_up_to
      FROM latest l
      LEFT JOIN posts_threadmark m ON m.member_id = %(viewer)s AND m.thread_id = l.thread
     WHERE l.last > COALESCE(m.hidden_up_to, 0)
       AND (%(thread)s::bigint IS NULL OR l.thread = %(thread)s)
       AND (%(before)s::bigint IS NULL OR l.last < %(before)s)
       AND (%(since)s::bigint IS NULL OR l.last > %(since)s)
     ORDER BY CASE WHEN %(upwards)s THEN l.last ELSE -l.last END
     LIMIT %(limit)s
)
SELECT page.thread, page.last,
       page.read_up_to < 0
         OR (page.last > page.read_up_to
             AND (SELECT author_id FROM mine WHERE id = page.last) <> %(viewer)s),
       (SELECT array_agg(DISTINCT who) FROM (
            SELECT author_id AS who FROM mine WHERE thread = page.thread
            UNION
            SELECT x.member_id FROM posts_mention x
             WHERE x.post_id IN (SELECT id FROM mine WHERE thread = page.thread)
        ) everyone WHERE who <> %(viewer)s)
  FROM page ORDER BY page.last DESC
"""


def conversations(*, viewer: Member, window: Window = NEWEST) -> Page[Conversation]:
    """Return what a member and a few others talk about, the latest first.

    Those put away are left out until somebody goes on with them.  Cursors are the ids of the
    latest posts.  Cost: 4 queries, 1 for none.
    """
    rows = _rows(viewer, window)
    more, upwards = len(rows) > window.size, window.after is not None
    if more:
        rows = rows[1:] if upwards else rows[: window.size]
    found = _made(rows, viewer)
    older = rows[-1].last_id if rows and (more or upwards) else None
    return Page(found, older, rows[0].last_id if rows else None)


def find_conversation(*, viewer: Member, conversation_id: int) -> Conversation:
    """Return one conversation in which a member has a part.

    Raises: ConversationNotFound, also for one that was put away.  Cost: 4 queries.
    """
    if not 0 < conversation_id < 2**63:
        raise ConversationNotFound
    found = _made(_rows(viewer, NEWEST, conversation_id), viewer)
    if not found:
        raise ConversationNotFound
    return found[0]


def count_unread(viewer: Member) -> int:
    """Return how many of a member's latest conversations hold something new.  Cost: 1 query."""
    return sum(row.unread for row in _rows(viewer, NEWEST))


def _rows(viewer: Member, window: Window, thread: int | None = None) -> list[_Row]:
    newer = [cursor for cursor in (window.since, window.after) if cursor is not None]
    with connection.cursor() as cursor:
        cursor.execute(
            _SQL,
            {
                "viewer": viewer.pk,
                "thread": thread,
                "before": _within(window.before),
                "since": _within(max(newer, default=None)),
                "upwards": window.after is not None,
                "limit": window.size + 1,
            },
        )
        return [_Row(row[0], row[1], row[2], row[3] or []) for row in cursor.fetchall()]


def _within(cursor: int | None) -> int | None:
    """Bring a cursor within what the column holds."""
    return None if cursor is None else max(-(2**63), min(cursor, 2**63 - 1))


def _made(rows: Sequence[_Row], viewer: Member) -> list[Conversation]:
    if not rows:
        return []
    cards = {card.id: card for card in cards_for([row.last_id for row in rows], viewer)}
    members = profiles_by_ids({pk for row in rows for pk in row.people or [viewer.pk]})
    people = {pk: card_of(member) for pk, member in members.items()}
    return [
        Conversation(
            id=row.thread_id,
            people=_people(row, people, viewer),
            last=cards[row.last_id],
            unread=row.unread,
        )
        for row in rows
        if row.last_id in cards
    ]


def _people(row: _Row, people: Mapping[int, MemberCard], viewer: Member) -> tuple[MemberCard, ...]:
    return tuple(people[pk] for pk in row.people or [viewer.pk] if pk in people)
