"""Compares what was loaded with what the square's rooms would have counted themselves."""

from django.db import connection

from bench.sizes import Size


def _differs(table: str, counter: str, counted: str, key: str, where: str = "true") -> str:
    """Return what finds the rows whose counter is not how many rows of another table there are."""
    return f"""
        SELECT count(*) FROM {table} t LEFT JOIN
        (SELECT {key} AS key, count(*) AS n FROM {counted} WHERE {where} GROUP BY 1) c
        ON c.key = t.id WHERE t.{counter} <> coalesce(c.n, 0)"""


_FOLLOWS, _POSTS = "relationships_follow", "posts_post"
# Each returns how many rows are wrong.
_WRONG = {
    "followers of a member": _differs(
        "members_member", "followers_count", _FOLLOWS, "target_id", "accepted"
    ),
    "follows of a member": _differs(
        "members_member", "following_count", _FOLLOWS, "source_id", "accepted"
    ),
    "posts of a member": _differs(
        "members_member", "posts_count", _POSTS, "author_id", "boost_of_id IS NULL"
    ),
    "answers to a post": _differs(_POSTS, "replies_count", _POSTS, "in_reply_to_id"),
    "boosts of a post": _differs(_POSTS, "boosts_count", _POSTS, "boost_of_id"),
    "likes of a post": _differs(_POSTS, "favourites_count", "posts_favourite", "post_id"),
    "threads": """
        SELECT count(*) FROM posts_post p JOIN posts_post q ON q.id = p.in_reply_to_id
        WHERE p.thread_id IS DISTINCT FROM coalesce(q.thread_id, q.id)""",
    "answers that do not name whom they answer": """
        SELECT count(*) FROM posts_post p JOIN posts_post q ON q.id = p.in_reply_to_id
        WHERE NOT EXISTS
        (SELECT 1 FROM posts_mention m WHERE m.post_id = p.id AND m.member_id = q.author_id)""",
    "answers that come before what they answer": """
        SELECT count(*) FROM posts_post p JOIN posts_post q
        ON q.id = coalesce(p.in_reply_to_id, p.boost_of_id) WHERE p.id < q.id""",
    "ids that lie about their moment": """
        SELECT count(*) FROM posts_post
        WHERE abs((id >> 22) + 1767225600000 - extract(epoch FROM published_at) * 1000) > 2""",
    "likes nobody was told of": """
        SELECT count(*) FROM posts_favourite f JOIN posts_post p ON p.id = f.post_id
        WHERE NOT EXISTS (SELECT 1 FROM notifications_notification n WHERE n.post_id = f.post_id
        AND n.member_id = p.author_id AND n.actor_id = f.member_id AND n.kind = 'favourite')""",
}


class Wrong(AssertionError):
    """The square is not what its people would have made."""


def check(size: Size) -> None:
    """Count everything in the square in force.

    Raises: Wrong.
    """
    faults = [f"{name}: {count}" for name, count in _counted() if count]
    faults += [
        f"{name}: {found} instead of {wanted}"
        for name, (found, wanted) in _amounts(size).items()
        if found != wanted
    ]
    if faults:
        raise Wrong("; ".join(faults))


def _counted() -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        found = []
        for name, query in _WRONG.items():
            cursor.execute(query)
            found.append((name, cursor.fetchone()[0]))
        return found


def _amounts(size: Size) -> dict[str, tuple[int, int]]:
    """Return what there is of everything, and what there should be."""
    asked = {
        "members": ("SELECT count(*) FROM members_member", size.members),
        "posts": ("SELECT count(*) FROM posts_post WHERE boost_of_id IS NULL", size.posts),
        "boosts": ("SELECT count(boost_of_id) FROM posts_post", size.boosts),
        "answers": ("SELECT count(in_reply_to_id) FROM posts_post", size.replies),
        "likes": ("SELECT count(*) FROM posts_favourite", size.favourites),
        "mentions": ("SELECT count(*) FROM posts_mention", size.mentions),
        "tagged posts": ("SELECT count(DISTINCT post_id) FROM posts_tagging", size.tagged),
        "follows": ("SELECT count(*) FROM relationships_follow", size.follows),
        "most followers": ("SELECT max(followers_count) FROM members_member", size.celebrity),
    }
    with connection.cursor() as cursor:
        found = {}
        for name, (query, wanted) in asked.items():
            cursor.execute(query)
            found[name] = (cursor.fetchone()[0], wanted)
        return found
