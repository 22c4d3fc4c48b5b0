"""Who took part in a post, by number: those who are told when something becomes of it."""

from squares.posts.models.poll import Vote
from squares.posts.models.post import STANDING, Post, QuoteState

QUOTES_LIMIT = 500


def boosters_of(post_id: int) -> list[int]:
    """Return who passes a post on.  Cost: 1 query."""
    rows = Post.objects.filter(STANDING, boost_of_id=post_id)
    return list(rows.values_list("author_id", flat=True))


def voters_of(post_id: int) -> list[int]:
    """Return who voted in the poll on a post.  Cost: 1 query."""
    return list(Vote.objects.filter(poll_id=post_id).values_list("member_id", flat=True))


def quotes_of(post_id: int) -> list[tuple[int, int]]:
    """Return the posts that quote one, each with its author, the latest 500.  Cost: 1 query."""
    rows = Post.objects.filter(STANDING, quote_of_id=post_id, quote_state=QuoteState.ACCEPTED)
    return list(rows.order_by("-id").values_list("pk", "author_id")[:QUOTES_LIMIT])
