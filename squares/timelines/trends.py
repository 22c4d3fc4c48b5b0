"""What the square talks about these days: hashtags and posts, from its own open talk only.

Nothing is counted on the way; two statements look at the last days and are remembered for some
minutes in the square in force. Blocks, mutes and measures are heeded at reading.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import connection

from commons.ids import id_at
from commons.remember import remember
from squares.members.models import Member
from squares.posts.cards.card import PostCard
from squares.posts.cards.reading import known_cards_for
from squares.relationships.queries import muted_ids
from squares.timelines.hashtags import TagCard, tags_by_ids

REMEMBERED_SECONDS = 300
TAGS_KEPT, POSTS_KEPT = 40, 80
TAG_DAYS, POST_DAYS = timedelta(days=7), timedelta(days=3)
FEWEST_PEOPLE = 2  # a hashtag that one person uses is that person's
TAGS_KEY, POSTS_KEY = "trends:tags", "trends:posts"

# People count, not uses; a day counts half of the one after it.
_TAGS = """
SELECT tag_id FROM (
    SELECT DISTINCT x.tag_id, p.author_id, (p.published_at AT TIME ZONE 'UTC')::date AS day
      FROM posts_tagging x
      JOIN posts_post p ON p.id = x.post_id
      JOIN members_member a ON a.id = p.author_id
     WHERE p.id >= %(since)s AND x.post_id >= %(since)s
       AND p.visibility = 'public' AND p.hidden_at IS NULL AND p.deleted_at IS NULL
       AND a.state = 'active'
) uses
GROUP BY tag_id
HAVING count(DISTINCT author_id) >= %(fewest)s
ORDER BY sum(power(0.5, %(today)s::date - day)) DESC, tag_id DESC
LIMIT %(limit)s
"""

# What others did with a post, against its age, as on many front pages. Replies weigh little: a
# quarrel is no recommendation.
_POSTS = """
SELECT p.id
  FROM posts_post p JOIN members_member a ON a.id = p.author_id
 WHERE p.id >= %(since)s AND p.visibility = 'public' AND p.boost_of_id IS NULL
   AND p.in_reply_to_id IS NULL AND p.hidden_at IS NULL AND p.deleted_at IS NULL
   AND NOT p.sensitive AND p.warning = ''
   AND a.state = 'active' AND a.discoverable
   AND p.boosts_count + p.favourites_count + p.quotes_count > 0
 ORDER BY (2 * p.boosts_count + 2 * p.quotes_count + p.favourites_count + 0.2 * p.replies_count)
          / power(extract(epoch FROM %(at)s::timestamptz - p.published_at) / 3600 + 2, 1.2) DESC,
          p.id DESC
 LIMIT %(limit)s
"""


def trending_tags(
    *, viewer: Member | None, at: datetime, size: int = 10, offset: int = 0
) -> list[TagCard]:
    """Return the hashtags that most people use these days.

    Cost: 1 query while remembered, else 2.
    """
    ids = remember(TAGS_KEY, lambda: _read_tags(at), seconds=REMEMBERED_SECONDS)
    return tags_by_ids(ids[offset : offset + size], viewer=viewer, at=at)


def trending_posts(
    *, viewer: Member | None, at: datetime, size: int = 20, offset: int = 0
) -> Sequence[PostCard]:
    """Return the posts that people like and pass on these days; nothing by whom one mutes.

    Cost: 1 query while remembered, else 2; 1 more for a member, and where a post is not known.
    """
    ids = remember(POSTS_KEY, lambda: _read_posts(at), seconds=REMEMBERED_SECONDS)
    cards = known_cards_for(ids[offset : offset + size], viewer)
    mutes = muted_ids(viewer, at=at) if viewer is not None else set()
    return [card for card in cards if not card.hidden and card.author.id not in mutes]


def _read_tags(at: datetime) -> list[int]:
    return _ids(
        _TAGS,
        since=id_at(at - TAG_DAYS),
        today=at.date(),
        fewest=FEWEST_PEOPLE,
        limit=TAGS_KEPT,
    )


def _read_posts(at: datetime) -> list[int]:
    return _ids(_POSTS, since=id_at(at - POST_DAYS), at=at, limit=POSTS_KEPT)


def _ids(statement: str, **values: int | date | datetime) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [row[0] for row in cursor.fetchall()]
