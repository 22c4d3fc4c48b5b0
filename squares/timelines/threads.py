"""A conversation around one post: what it answers, and what answers it, in reading order."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from squares.members.models import Member
from squares.posts.cards import PostCard, cards_for
from squares.posts.errors import PostNotFound

ABOVE_LIMIT, BELOW_LIMIT, DEPTH_LIMIT = 40, 200, 40


@dataclass(frozen=True)
class Branch:
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


@dataclass(frozen=True)
class Thread:
    """A post with everything around it that the viewer may read.

    torn: a post between here and the beginning is gone or not for the viewer.
    more: there are more replies than one page shows.
    """

    ancestors: list[PostCard]
    focus: PostCard
    replies: list[Branch]
    torn: bool
    more: bool


def thread(*, viewer: Member | None, post_id: int) -> Thread:
    """Return the conversation around a post: up to 40 above, 200 below.

    Raises: PostNotFound.  Cost: 4 queries.
    """
    if not 0 < post_id < 2**63:
        raise PostNotFound
    above = _ids(_ABOVE, post_id)
    below = _pairs(post_id)
    cards = {c.id: c for c in cards_for([*above, post_id, *(pk for pk, _ in below)], viewer)}
    focus = cards.get(post_id)
    if focus is None or focus.entry_id != post_id or focus.boosted_by is not None:
        raise PostNotFound
    ancestors = [cards[pk] for pk in above if pk in cards]
    return Thread(
        ancestors=ancestors,
        focus=focus,
        replies=_in_order(focus, below[:BELOW_LIMIT], cards),
        torn=len(ancestors) < len(above),
        more=len(below) > BELOW_LIMIT,
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


def _ids(statement: str, post_id: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"id": post_id, "limit": ABOVE_LIMIT})
        return [row[0] for row in cursor.fetchall()]


def _pairs(post_id: int) -> list[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(_BELOW, {"id": post_id, "depth": DEPTH_LIMIT, "limit": BELOW_LIMIT + 1})
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

    def walk(parent: int, depth: int) -> Iterator[tuple[PostCard, int]]:
        for pk in sorted(children[parent], key=lambda pk: (not _goes_on(pk, parent), pk)):
            card = cards.get(pk)
            if card is not None and not card.hidden:
                yield card, depth
            deeper = depth + 1 if card is not None and not card.hidden else depth
            yield from walk(pk, deeper)

    def _goes_on(pk: int, parent: int) -> bool:
        one, other = cards.get(pk), cards.get(parent)
        return one is not None and other is not None and one.author.id == other.author.id

    found = list(walk(focus.id, 0))
    depths = [*(depth for _, depth in found), 0]
    return [
        Branch(card, depth, leads_on=depths[at + 1] > depth)
        for at, (card, depth) in enumerate(found)
    ]
