"""Every read of what a member is told."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from commons import text
from commons.pages import PAGE_SIZE, Page, cut
from commons.remember import remember
from squares.members.cards import MemberCard, card_of
from squares.members.models import SHOWN_STATES, Member
from squares.notifications.models import Notification
from squares.posts.queries import readable

EXCERPT_LENGTH = 140
MOST_COUNTED = 100

_ABOUT_ME = (
    Notification.Kind.MEASURE,
    Notification.Kind.MEASURE_LIFTED,
    Notification.Kind.OPERATORS,
    Notification.Kind.REPORT_DECIDED,
)


@dataclass(frozen=True)
class NotificationCard:
    """One thing that happened, prepared for a page or a program.

    excerpt: the beginning of the post as plain text; its warning where it has one.
    """

    id: int
    kind: str
    actor: MemberCard | None
    post_id: int | None
    post_url: str
    excerpt: str
    language: str
    subject: int | None
    at: datetime
    unread: bool


def page(
    member: Member,
    *,
    before: int | None = None,
    kinds: tuple[str, ...] = (),
    size: int = PAGE_SIZE,
) -> Page[NotificationCard]:
    """Return a page of what a member was told, the latest first.

    News about a post that the member may not read (any more), or of somebody who left or is
    suspended, is not shown; measures upon one's own posts are.
    Cost: 1 query.
    """
    rows = (
        Notification.objects.filter(member=member)
        .filter(Q(actor=None) | Q(actor__state__in=SHOWN_STATES) | Q(kind="waiting"))
        .filter(Q(post=None) | Exists(readable(member).filter(pk=OuterRef("post"))) | _about_me())
        .select_related("actor", "post__author")
        .order_by("-id")
    )
    if kinds:
        rows = rows.filter(kind__in=kinds)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = cut(list(rows[: size + 1]), size=size, key=lambda row: row.pk)
    return Page([_card(row) for row in found.items], found.older)


def count_unread(member: Member) -> int:
    """Return how much a member has not seen, at most 100.

    Cost: no query while remembered (5 minutes; forgotten when news comes or is read).
    """
    return remember(unread_key(member.pk), lambda: _count(member.pk), seconds=300)


def unread_key(member_id: int) -> str:
    """Return the name under which a member's count is remembered."""
    return f"unread:{member_id}"


def _count(member_id: int) -> int:
    rows = Notification.objects.filter(member_id=member_id, read_at=None)
    return len(rows.values_list("pk", flat=True)[:MOST_COUNTED])


def _about_me() -> Q:
    return Q(kind__in=_ABOUT_ME)


def _card(row: Notification) -> NotificationCard:
    post = row.post
    return NotificationCard(
        id=row.pk,
        kind=row.kind,
        actor=card_of(row.actor) if row.actor else None,
        post_id=post.pk if post else None,
        post_url=f"/@{post.author.handle}/{post.pk}" if post else "",
        excerpt=(post.warning or _shorten(text.plain(post.html))) if post else "",
        language=post.language if post else "",
        subject=row.subject,
        at=row.at,
        unread=row.read_at is None,
    )


def _shorten(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= EXCERPT_LENGTH else words[:EXCERPT_LENGTH].rstrip() + "…"
