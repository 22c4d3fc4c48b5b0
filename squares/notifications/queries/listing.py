"""What a member was told and may read, one by one."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet

from commons.pages import NEWEST, Page, Window, read
from squares.members.models import SHOWN_STATES, Member
from squares.notifications.errors import NotificationNotFound
from squares.notifications.models import Notification
from squares.notifications.rules import Kind
from squares.posts.queries import readable

# About the member's own doings, and about cases: read also where the post is hidden by now.
_ABOUT_ME = (
    Kind.MEASURE,
    Kind.MEASURE_LIFTED,
    Kind.OPERATORS,
    Kind.REPORT_DECIDED,
    Kind.REPORTED,
)
_FOR_MODERATORS = (Kind.OPERATORS, Kind.WAITING, Kind.JOINED, Kind.REPORTED)


def shown_to(
    member: Member, *, kinds: Collection[str] | None = None, filtered: bool = False
) -> QuerySet[Notification]:
    """Return what a member may read of what they were told, the latest first.

    News about a post that the member may not read (any more), or of somebody who left or is
    suspended, is left out; measures upon one's own posts are not.
    kinds: only these, None for all.  filtered: also what their policy keeps as requests.
    """
    rows = (
        Notification.objects.filter(member=member)
        .filter(heard())
        .filter(
            Q(post=None)
            | Exists(readable(member).filter(pk=OuterRef("post")))
            | Q(kind__in=_ABOUT_ME)
        )
        .order_by("-id")
    )
    if not filtered:
        rows = rows.filter(filtered=False)
    if not member.is_moderator:  # who was one once reads no more of what is for them
        rows = rows.exclude(kind__in=_FOR_MODERATORS)
    return rows if kinds is None else rows.filter(kind__in=kinds)


def listing(
    member: Member,
    *,
    window: Window = NEWEST,
    kinds: Collection[str] | None = None,
    actor_id: int | None = None,
    filtered: bool = False,
) -> Page[Notification]:
    """Return a page of what a member was told, one by one, with who caused it.

    kinds, filtered: as in `shown_to`.  actor_id: only what this one caused.  Cost: 1 query.
    """
    rows = shown_to(member, kinds=kinds, filtered=filtered).select_related("actor")
    if actor_id is not None:
        rows = rows.filter(actor_id=actor_id)
    return read(rows, window, key=lambda row: row.pk)


def some_of(member: Member, numbers: Collection[int]) -> list[Notification]:
    """Return some of a member's notifications that they may read, the oldest first.

    Cost: 1 query.
    """
    rows = shown_to(member).filter(pk__in=numbers).order_by("id")
    return list(rows.select_related("actor"))


def count_newer(
    member: Member, *, since: int, limit: int, kinds: Collection[str] | None = None
) -> int:
    """Return how much a member was told since an id, at most `limit`.  Cost: 1 query."""
    return shown_to(member, kinds=kinds).filter(pk__gt=since)[:limit].count()


def find_notification(*, viewer: Member, notification_id: int) -> Notification:
    """Return one notification of the viewer's own, with its actor.

    Raises: NotificationNotFound.
    """
    rows = shown_to(viewer, filtered=True).select_related("actor", "post")
    found = rows.filter(pk=notification_id).first()
    if found is None:
        raise NotificationNotFound
    return found


def told_whom(notification_ids: Collection[int]) -> dict[int, int]:
    """Return who was told each of many things, by number.  Cost: 1 query."""
    rows = Notification.objects.filter(pk__in=notification_ids)
    return dict(rows.values_list("pk", "member_id"))


def heard() -> Q:
    """Return what of a notification's actor must hold: nobody, or somebody who can be met."""
    return Q(actor=None) | Q(actor__state__in=SHOWN_STATES) | Q(kind=Kind.WAITING)
