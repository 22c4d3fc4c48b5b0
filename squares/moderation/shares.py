"""What a figure is made of: which languages, how many bytes.

Source: https://docs.joinmastodon.org/methods/admin/dimensions/
"""

from dataclasses import dataclass

from squares.media.queries import stored_bytes
from squares.members.models import Member
from squares.members.rules import refuse_unless_moderator
from squares.moderation.figures import Stretch, ask, refuse_too_long
from tenants.context import the_square

_LANGUAGES = """
    SELECT coalesce(nullif(m.language, ''), %(language)s), count(*)
      FROM members_member m
     WHERE m.state = ANY(%(states)s) AND EXISTS (
           SELECT 1 FROM posts_post p
            WHERE p.author_id = m.id AND p.deleted_at IS NULL AND p.hidden_at IS NULL
              AND p.published_at >= %(start)s AND p.published_at < %(until)s)
     GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT %(size)s
"""
_TAG_LANGUAGES = """
    SELECT p.language, count(*)
      FROM posts_tagging t JOIN posts_post p ON p.id = t.post_id
     WHERE t.tag_id = %(tag)s AND p.visibility = 'public' AND p.deleted_at IS NULL
       AND p.hidden_at IS NULL AND p.language <> ''
       AND p.published_at >= %(start)s AND p.published_at < %(until)s
     GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT %(size)s
"""
_POSTS = """
    SELECT count(*) FROM posts_post p
     WHERE p.id >= %(id)s AND p.deleted_at IS NULL
       AND p.published_at >= %(start)s AND p.published_at < %(until)s
"""


@dataclass(frozen=True)
class Share:
    """One part of a figure. key: a language's code, a host, or a kind of storage."""

    key: str
    value: int


def shares(
    *, viewer: Member, key: str, stretch: Stretch, size: int, tag: int = 0
) -> list[Share] | None:
    """Return the parts of a figure, the largest first; None for one that is not counted here.

    key: Mastodon's name of it.  tag: a hashtag's number, for "tag_languages".
    Raises: NotYours, StretchTooLong.        Cost: 1 query, none for an unknown key.
    """
    refuse_unless_moderator(viewer)
    refuse_too_long(stretch)
    square = the_square()
    match key:
        case "languages":
            rows = ask(_LANGUAGES, stretch, size=size, language=square.language)
        case "tag_languages":
            rows = ask(_TAG_LANGUAGES, stretch, size=size, tag=tag)
        case "servers":
            rows = [(square.primary_host or square.host, ask(_POSTS, stretch)[0][0])]
        case "space_usage":
            rows = [("media", stored_bytes())]
        case "sources" | "tag_servers":
            rows = []
        case _:
            return None
    return [Share(*row) for row in rows]
