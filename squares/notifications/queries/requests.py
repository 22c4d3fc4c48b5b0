"""What a member's policy keeps for them to decide upon, by who caused it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db.models import Count, Max, Min, QuerySet

from commons.pages import NEWEST, Page, Window, read
from commons.statements import fetch
from squares.members.cards import MemberCard, card_of
from squares.members.models import SHOWN_STATES, Member
from squares.notifications.errors import RequestNotFound
from squares.notifications.models import Notification
from squares.notifications.queries.cards import excerpt_of
from squares.posts.models.post import Post
from squares.posts.queries import readable

# The same as `_kept`, for a number that apps ask for at every start.
_WAITING = """
SELECT count(DISTINCT n.actor_id), count(*)
  FROM notifications_notification n
  JOIN members_member who ON who.id = n.actor_id AND who.state IN ('active', 'silenced')
 WHERE n.member_id = %(member)s::bigint AND n.filtered
"""


@dataclass(frozen=True)
class Request:
    """What waits of one person; its number is theirs.

    latest: the newest notification, the cursor of a page.  post: the last among it that the
    member may read, if any.
    """

    actor: Member
    count: int
    first_at: datetime
    last_at: datetime
    latest: int
    post: Post | None

    @property
    def card(self) -> MemberCard:
        """Who it is, in one line."""
        return card_of(self.actor)

    @property
    def excerpt(self) -> str:
        """The beginning of the post."""
        return excerpt_of(self.post) if self.post else ""

    @property
    def language(self) -> str:
        """What the post is written in."""
        return self.post.language if self.post else ""


@dataclass(frozen=True)
class Waiting:
    """How much waits in all."""

    requests: int
    notifications: int


def requests(member: Member, *, window: Window = NEWEST) -> Page[Request]:
    """Return a page of whose news waits, the latest first.

    Cost: 3 queries, 1 where nothing waits.
    """
    page = read(_by_actor(member), window, key=lambda row: row["latest"], column="latest")
    return Page(_requests(member, page.items), page.older, page.newest)


def find_request(*, viewer: Member, actor_id: int) -> Request:
    """Return what waits of one person.

    Raises: RequestNotFound.  Cost: 3 queries.
    """
    found = _requests(viewer, list(_by_actor(viewer).filter(actor_id=actor_id)))
    if not found:
        raise RequestNotFound
    return found[0]


def count_waiting(member: Member) -> Waiting:
    """Return how much waits in all.  Cost: 1 query."""
    people, told = fetch(_WAITING, {"member": member.pk})[0]
    return Waiting(requests=people, notifications=told)


def _kept(member: Member) -> QuerySet[Notification]:
    return Notification.objects.filter(member=member, filtered=True, actor__state__in=SHOWN_STATES)


def _by_actor(
    member: Member,
) -> QuerySet[Notification, dict[str, Any]]:  # Any: each column has its own type
    rows = (
        _kept(member)
        .values("actor_id")
        .annotate(
            count=Count("pk"),
            first_at=Min("at"),
            last_at=Max("at"),
            latest=Max("pk"),
            last_post=Max("post_id"),
        )
        .order_by("-latest")
    )
    return cast("QuerySet[Notification, dict[str, Any]]", rows)


def _requests(
    member: Member,
    rows: Sequence[dict[str, Any]],  # Any: as above
) -> list[Request]:
    if not rows:
        return []
    people = Member.objects.in_bulk([row["actor_id"] for row in rows])
    posts = (
        readable(member)
        .select_related("author")
        .in_bulk([row["last_post"] for row in rows if row["last_post"]])
    )
    return [
        Request(
            actor=people[row["actor_id"]],
            count=row["count"],
            first_at=row["first_at"],
            last_at=row["last_at"],
            latest=row["latest"],
            post=posts.get(row["last_post"]),
        )
        for row in rows
        if row["actor_id"] in people
    ]
