"""Whom a post may reach: all that decides it, read once however many listen.

For those who keep in memory what each listener wants; pages and apps that ask for a timeline get
the same decision from `timelines.queries`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from squares.members.models import SHOWN_STATES, Member
from squares.posts.models.post import Visibility
from squares.posts.rules import OPEN_TO_ALL

BOOSTS_TOLD = 100

_REACH = """
SELECT e.id, e.author_id, ea.state, e.visibility, e.language,
       e.in_reply_to_id IS NOT NULL, r.author_id,
       COALESCE(p.thread_id, p.id),
       EXISTS (SELECT 1 FROM posts_attachment x WHERE x.post_id = e.id),
       p.quote_of_id IS NOT NULL,
       ARRAY(SELECT t.key FROM posts_tagging x JOIN posts_tag t ON t.id = x.tag_id
              WHERE x.post_id = e.id),
       ARRAY(SELECT x.member_id FROM posts_mention x WHERE x.post_id = e.id),
       e.hidden_at IS NULL AND e.deleted_at IS NULL
           AND p.hidden_at IS NULL AND p.deleted_at IS NULL,
       p.id, p.author_id, pa.state, p.visibility,
       ARRAY(SELECT x.member_id FROM posts_mention x WHERE x.post_id = p.id AND p.id <> e.id)
  FROM posts_post e
  JOIN members_member ea ON ea.id = e.author_id
  JOIN posts_post p ON p.id = COALESCE(e.boost_of_id, e.id)
  JOIN members_member pa ON pa.id = p.author_id
  LEFT JOIN posts_post r ON r.id = e.in_reply_to_id
 WHERE e.id = ANY(%s)
"""

_MARKS = """
SELECT m.id, p.id,
       EXISTS (SELECT 1 FROM posts_favourite x WHERE x.post_id = p.id AND x.member_id = m.id),
       EXISTS (SELECT 1 FROM posts_post x WHERE x.boost_of_id = p.id
               AND x.author_id = m.id AND x.deleted_at IS NULL),
       EXISTS (SELECT 1 FROM posts_bookmark x WHERE x.post_id = p.id AND x.member_id = m.id),
       (SELECT x.choices FROM posts_vote x WHERE x.poll_id = p.id AND x.member_id = m.id)
  FROM unnest(%s::bigint[]) AS m (id), posts_post p
 WHERE p.id = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class Said:
    """A post by whoever wrote it, as far as it decides who may read it."""

    id: int
    author_id: int
    visibility: str
    mentioned: frozenset[int]

    @property
    def is_open(self) -> bool:
        """Whether anyone at all may read it."""
        return self.visibility in OPEN_TO_ALL


@dataclass(frozen=True, slots=True)
class Reach:
    """What stands in timelines: a post, or a boost of one.

    standing: neither hidden nor deleted, nor is what is boosted, and their authors can be met.
    loud: its author is heard by those who do not follow them.  answered_id: whom it answers; None
    also where that post is erased.  thread_id, quotes, said: of itself, or of what is boosted.
    """

    id: int
    author_id: int
    visibility: str
    language: str
    answers: bool
    answered_id: int | None
    mentioned: frozenset[int]
    tags: frozenset[str]
    has_media: bool
    thread_id: int
    quotes: bool
    standing: bool
    loud: bool
    said: Said

    @property
    def is_boost(self) -> bool:
        """Whether it passes on what somebody said."""
        return self.said.id != self.id

    @property
    def is_open(self) -> bool:
        """Whether anyone at all may read it."""
        return self.visibility in OPEN_TO_ALL

    @property
    def is_private(self) -> bool:
        """Whether it is for nobody but the people mentioned."""
        return self.visibility == Visibility.MENTIONED


@dataclass(frozen=True, slots=True)
class Marks:
    """What one member made of a post.  choices: in its poll."""

    favourited: bool = False
    boosted: bool = False
    bookmarked: bool = False
    choices: tuple[int, ...] = ()


UNMARKED = Marks()


def reach_of(ids: Collection[int]) -> dict[int, Reach]:
    """Return whom posts and boosts may reach, by id; also of those hidden or deleted.

    Cost: 1 query, none without ids.
    """
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_REACH, [list(ids)])
        return {row[0]: _reach(row) for row in cursor.fetchall()}


def marks_on(post_ids: Collection[int], *, by: Collection[int]) -> dict[tuple[int, int], Marks]:
    """Return what members made of posts, by member and post, where they made anything of it.

    Cost: 1 query, none without posts or members.
    """
    if not by or not post_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_MARKS, [list(by), list(post_ids)])
        rows = cursor.fetchall()
    return {
        (member, post): Marks(favourited, boosted, bookmarked, tuple(choices or ()))
        for member, post, favourited, boosted, bookmarked, choices in rows
        if favourited or boosted or bookmarked or choices
    }


def boosts_of(post_id: int) -> list[int]:
    """Return the latest boosts of a post that stands or is hidden, at most 100.  Cost: 1 query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM posts_post WHERE boost_of_id = %s AND deleted_at IS NULL"
            " ORDER BY id DESC LIMIT %s",
            [post_id, BOOSTS_TOLD],
        )
        return [row[0] for row in cursor.fetchall()]


def _reach(row: Sequence[Any]) -> Reach:  # Any: a row of _REACH, in its order
    number, author, state, visibility, language, answers, answered, thread, media, *rest = row
    quotes, tags, mentioned, stands, said_id, said_by, said_state, said_visibility, said_to = rest
    to = frozenset(mentioned)
    own = said_id == number
    return Reach(
        id=number,
        author_id=author,
        visibility=visibility,
        language=language,
        answers=answers,
        answered_id=answered,
        mentioned=to,
        tags=frozenset(tags),
        has_media=media,
        thread_id=thread,
        quotes=quotes,
        standing=stands and state in SHOWN_STATES and said_state in SHOWN_STATES,
        loud=state == Member.State.ACTIVE,
        said=Said(said_id, said_by, said_visibility, to if own else frozenset(said_to)),
    )
