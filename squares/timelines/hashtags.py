"""Hashtags as pages and apps show them: how much they are used, and what they are to a reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Count

from commons import text
from commons.ids import id_at
from commons.pages import NEWEST, Page, Window, read
from squares.members.models import Member
from squares.posts.cards.parts import tag_url
from squares.posts.errors import TagNotFound
from squares.posts.models.names import Tag, Tagging, TagTie
from squares.posts.rules import FEATURED_TAGS_LIMIT, OPEN_TO_ALL

DAYS = 7
SUGGESTIONS = 10


@dataclass(frozen=True)
class TagDay:
    """How often a hashtag was used on one day (UTC), and by how many people."""

    day: date
    uses: int
    accounts: int


@dataclass(frozen=True)
class TagCard:
    """A hashtag for one reader.  id: 0 for one that nobody used or follows yet.

    history: of the last seven days, today first.
    """

    id: int
    key: str
    name: str
    history: tuple[TagDay, ...]
    following: bool
    featuring: bool

    @property
    def url(self) -> str:
        """The address of its page, below the square's own."""
        return tag_url(self.key)

    @property
    def uses(self) -> int:
        """How often it was used in those days."""
        return sum(day.uses for day in self.history)

    @property
    def most_accounts(self) -> int:
        """How many people used it on its busiest day."""
        return max(day.accounts for day in self.history)


@dataclass(frozen=True)
class FeaturedTag:
    """A hashtag on a member's page.  posts: how many open posts of theirs carry it."""

    id: int
    key: str
    name: str
    posts: int
    last_posted_on: date | None

    @property
    def url(self) -> str:
        """The address of its page, below the square's own."""
        return tag_url(self.key)


_TAGS = """
SELECT t.id, t.key, t.name,
       tie.followed_at IS NOT NULL, tie.featured_at IS NOT NULL,
       (SELECT json_object_agg(d.day, json_build_array(d.uses, d.accounts))
          FROM (SELECT (p.published_at AT TIME ZONE 'UTC')::date AS day,
                       count(*) AS uses, count(DISTINCT p.author_id) AS accounts
                  FROM posts_tagging x
                  JOIN posts_post p ON p.id = x.post_id
                  JOIN members_member a ON a.id = p.author_id
                 WHERE x.tag_id = t.id AND x.post_id >= %(since)s
                   AND p.visibility = 'public' AND p.hidden_at IS NULL AND p.deleted_at IS NULL
                   AND a.state = 'active'
                 GROUP BY 1) d)
  FROM posts_tag t
  LEFT JOIN posts_tagtie tie ON tie.tag_id = t.id AND tie.member_id = %(viewer)s
 WHERE t.id = ANY(%(ids)s)
"""

_FEATURED = """
SELECT t.id, t.key, t.name, count(p.id), max((p.published_at AT TIME ZONE 'UTC')::date)
  FROM posts_tagtie tie
  JOIN posts_tag t ON t.id = tie.tag_id
  LEFT JOIN (posts_tagging x
             JOIN posts_post p ON p.id = x.post_id AND p.author_id = %(member)s
              AND p.visibility IN ('public', 'unlisted')
              AND p.hidden_at IS NULL AND p.deleted_at IS NULL) ON x.tag_id = t.id
 WHERE tie.member_id = %(member)s AND tie.featured_at IS NOT NULL
 GROUP BY t.id, tie.featured_at
 ORDER BY tie.featured_at, t.id
 LIMIT %(limit)s
"""


def tags_by_ids(ids: Sequence[int], *, viewer: Member | None, at: datetime) -> list[TagCard]:
    """Return hashtags for a reader, in the order given.  Cost: 1 query, none without ids."""
    if not ids:
        return []
    today = at.date()
    since = id_at(at.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=DAYS - 1))
    with connection.cursor() as cursor:
        cursor.execute(
            _TAGS, {"ids": list(ids), "since": since, "viewer": viewer.pk if viewer else 0}
        )
        found = {
            row[0]: TagCard(
                id=row[0],
                key=row[1],
                name=row[2],
                history=_history(row[5] or {}, today),
                following=row[3],
                featuring=row[4],
            )
            for row in cursor.fetchall()
        }
    return [found[pk] for pk in ids if pk in found]


def find_tag(*, name: str, viewer: Member | None, at: datetime) -> TagCard:
    """Return a hashtag, also one that nobody used yet.

    Raises: TagNotFound for what cannot be one.  Cost: 2 queries, 1 for an unknown one.
    """
    written = name.removeprefix("#")
    if text.names_in(f"#{written}").tags != (written,):
        raise TagNotFound
    key = text.tag_key(written)
    number = Tag.objects.filter(key=key).values_list("pk", flat=True).first()
    if number is None:
        return TagCard(0, key, written, _history({}, at.date()), following=False, featuring=False)
    return tags_by_ids([number], viewer=viewer, at=at)[0]


def tag_by_id(tag_id: int, *, viewer: Member | None, at: datetime) -> TagCard:
    """Return a hashtag by its number.

    Raises: TagNotFound.  Cost: 1 query.
    """
    found = tags_by_ids([tag_id], viewer=viewer, at=at)
    if not found:
        raise TagNotFound
    return found[0]


def every_tag(*, viewer: Member, at: datetime, window: Window = NEWEST) -> Page[TagCard]:
    """Return the hashtags that were ever used here, the latest invented first.

    Cost: 2 queries.
    """
    page = read(Tag.objects.values_list("pk", flat=True), window, key=int)
    return Page(tags_by_ids(page.items, viewer=viewer, at=at), page.older, page.newest)


def followed_tags(*, viewer: Member, at: datetime, window: Window = NEWEST) -> Page[TagCard]:
    """Return the hashtags that a member reads along; cursors are the tags' ids.

    Cost: 2 queries.
    """
    ties = TagTie.objects.filter(member=viewer, followed_at__isnull=False)
    page = read(ties.values_list("tag_id", flat=True), window, key=int, column="tag_id")
    return Page(tags_by_ids(page.items, viewer=viewer, at=at), page.older, page.newest)


def featured_tags(member: Member) -> list[FeaturedTag]:
    """Return the hashtags on a member's page, those that stand there longest first.

    Cost: 1 query.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FEATURED, {"member": member.pk, "limit": FEATURED_TAGS_LIMIT})
        return [FeaturedTag(*row) for row in cursor.fetchall()]


def suggested_tags(*, viewer: Member, at: datetime) -> list[TagCard]:
    """Return the hashtags that a member uses most and does not show yet.  Cost: 2 queries."""
    shown = TagTie.objects.filter(member=viewer, featured_at__isnull=False).values("tag_id")
    used = (
        Tagging.objects.filter(
            post__author=viewer,
            post__visibility__in=OPEN_TO_ALL,
            post__deleted_at=None,
            post__hidden_at=None,
        )
        .exclude(tag_id__in=shown)
        .values("tag_id")
        .annotate(times=Count("pk"))
        .order_by("-times", "-tag_id")
    )
    ids = [row["tag_id"] for row in used[:SUGGESTIONS]]
    return tags_by_ids(ids, viewer=viewer, at=at)


def _history(days: dict[str, list[int]], today: date) -> tuple[TagDay, ...]:
    """Return all seven days, those without a use too."""
    dates = [today - timedelta(days=back) for back in range(DAYS)]
    return tuple(TagDay(day, *days.get(day.isoformat(), (0, 0))) for day in dates)
