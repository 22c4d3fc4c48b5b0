"""A conversation around one post: what it answers, and what answers it, in reading order."""

from collections import defaultdict
from collections.abc import Iterator

from django.db import connection
from msgspec import Struct

from squares.members.models import Member
from squares.posts.cards.card import PostCard
from squares.posts.cards.reading import cards_for
from squares.posts.errors import PostNotFound


class Reach(Struct, frozen=True):
    """How much of a conversation is looked at: posts above and below, and answers of answers."""

    above: int
    below: int
    depth: int


ON_A_PAGE = Reach(above=40, below=200, depth=40)


class Branch(Struct, frozen=True):
    """A reply in its place.

    depth: 0 answers the post in focus.  leads_on: whether the next one answers this one.
    """

    card: PostCard
    depth: int
    leads_on: bool

    @property
    def step(self) -> int:
        """How far in it is set on the page: deeper talk does not run off a phone."""
        return min(self.depth, 4)


class Thread(Struct, frozen=True):
    """A post with everything around it that the viewer may read.

    torn: a post between here and the beginning is gone or not for the viewer.
    more: there are more replies than one page shows.
    """

    ancestors: list[PostCard]
    focus: PostCard
    replies: list[Branch]
    torn: bool
    more: bool


def thread(*, viewer: Member | None, post_id: int, reach: Reach = ON_A_PAGE) -> Thread:
    """Return the conversation around a post, as far as is asked.

    Raises: PostNotFound.  Cost: 4 queries.
    """
    if not 0 < post_id < 2**63:
        raise PostNotFound
    above = _ids(_ABOVE, post_id, reach)
    below = _pairs(post_id, reach)
    cards = {c.id: c for c in cards_for([*above, post_id, *(pk for pk, _ in below)], viewer)}
    focus = cards.get(post_id)
    if focus is None or focus.entry_id != post_id or focus.boosted_by is not None:
        raise PostNotFound
    ancestors = [cards[pk] for pk in above if pk in cards]
    return Thread(
        ancestors=ancestors,
        focus=focus,
        replies=_in_order(focus, below[: reach.below], cards),
        torn=len(ancestors) < len(above),
        more=len(below) > reach.below,
    )


_ABOVE = """
WITH RECURSIVE up AS (
    SELECT id, in_reply_to_id, 0 AS depth FROM posts_post WHERE id = %(id)s
    UNION ALL
    SELECT p.id, p.in_reply_to_id, up.depth + 1
      FROM posts_post p JOIN up ON p.id = up.in_reply_to_id WHERE up.depth < %(limit)s
)
SELECT id FROM up WHERE depth > 0 ORDER BY depth DESC
"""

_BELOW = """
WITH RECURSIVE down AS (
    SELECT id, in_reply_to_id, 0 AS depth FROM posts_post WHERE id = %(id)s
    UNION ALL
    SELECT p.id, p.in_reply_to_id, down.depth + 1
      FROM posts_post p JOIN down ON p.in_reply_to_id = down.id WHERE down.depth < %(depth)s
)
SELECT id, in_reply_to_id FROM down WHERE depth > 0 ORDER BY depth, id LIMIT %(limit)s
"""


def _ids(statement: str, post_id: int, reach: Reach) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"id": post_id, "limit": reach.above})
        return [row[0] for row in cursor.fetchall()]


def _pairs(post_id: int, reach: Reach) -> list[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(_BELOW, {"id": post_id, "depth": reach.depth, "limit": reach.below + 1})
        return [(row[0], row[1]) for row in cursor.fetchall()]


def _in_order(
    focus: PostCard, pairs: list[tuple[int, int]], cards: dict[int, PostCard]
) -> list[Branch]:
    """Walk the replies depth first: the author's own continuation first, then by time.

    What answers a post that may not be seen moves up to where that post would stand.
    """
    children: dict[int, list[int]] = defaultdict(list)
    for pk, parent in pairs:
        children[parent].append(pk)

    def goes_on(pk: int, parent: int) -> bool:
        one, other = cards.get(pk), cards.get(parent)
        return one is not None and other is not None and one.author.id == other.author.id

    def answers(parent: int, depth: int) -> list[tuple[int, int]]:
        last_first = sorted(children[parent], key=lambda pk: (not goes_on(pk, parent), pk))[::-1]
        return [(pk, depth) for pk in last_first]

    def walk() -> Iterator[tuple[PostCard, int]]:
        waiting = answers(focus.id, 0)
        while waiting:  # no recursion: a conversation may be deeper than Python's stack
            pk, depth = waiting.pop()
            card = cards.get(pk)
            seen = card is not None and not card.hidden
            if card is not None and seen:
                yield card, depth
            waiting += answers(pk, depth + seen)

    found = list(walk())
    depths = [*(depth for _, depth in found), 0]
    return [
        Branch(card, depth, leads_on=depths[at + 1] > depth)
        for at, (card, depth) in enumerate(found)
    ]
