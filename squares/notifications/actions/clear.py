"""Removing news: by who was told, and of people and posts that are gone."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from squares.members.actions.marking import mark_places
from squares.members.markers import Place, markers_of
from squares.members.models import Member
from squares.notifications.actions.counts import forget_counts
from squares.notifications.errors import NotificationNotFound
from squares.notifications.models import Notification
from squares.notifications.queries.groups import rows_of_group
from squares.notifications.rules import Kind


@transaction.atomic
def mark_read(*, member: Member, at: datetime, up_to: int | None = None) -> None:
    """Mark what a member saw as read, for their apps as well.

    up_to: the newest that was shown, None for everything.  What is kept among their requests they
    did not see.  Tells: MarkerMoved.
    """
    newest = (
        Notification.objects.filter(member=member, filtered=False).aggregate(last=Max("pk"))["last"]
        or 0
    )
    last = newest if up_to is None else min(up_to, newest)
    note_read(member_id=member.pk, up_to=last, at=at)
    marker = markers_of(member).get(Place.NOTIFICATIONS)
    if last > (marker.last_read_id if marker else 0):
        mark_places(by=member, read={Place.NOTIFICATIONS: last}, at=at)


@transaction.atomic
def note_read(*, member_id: int, up_to: int, at: datetime) -> None:
    """Note on our pages what a member read in an app."""
    rows = Notification.objects.filter(
        member_id=member_id, read_at=None, pk__lte=up_to, filtered=False
    )
    if rows.update(read_at=at):
        forget_counts([member_id])


@transaction.atomic
def dismiss(*, by: Member, notification_id: int) -> None:
    """Remove one notification of one's own.

    Raises: NotificationNotFound.
    """
    if not Notification.objects.filter(member=by, pk=notification_id).delete()[0]:
        raise NotificationNotFound
    forget_counts([by.pk])


@transaction.atomic
def dismiss_many(*, by: Member, notification_ids: Collection[int]) -> None:
    """Remove some notifications of one's own; others, and those that are gone, are passed over."""
    Notification.objects.filter(member=by, pk__in=notification_ids).delete()
    forget_counts([by.pk])


@transaction.atomic
def dismiss_group(*, by: Member, key: str) -> None:
    """Remove everything that is shown as one; harmless when it is gone already."""
    rows_of_group(by, key).delete()
    forget_counts([by.pk])


@transaction.atomic
def clear_all(*, by: Member) -> None:
    """Remove everything a member was told; what is kept among their requests stays there."""
    Notification.objects.filter(member=by, filtered=False).delete()
    forget_counts([by.pk])


@transaction.atomic
def clear_between(*, one_id: int, other_id: int) -> None:
    """Remove what two members were told of each other; called when one blocks the other."""
    Notification.objects.filter(member_id=one_id, actor_id=other_id).delete()
    Notification.objects.filter(member_id=other_id, actor_id=one_id).delete()
    forget_counts([one_id, other_id])


@transaction.atomic
def clear_member(*, member_id: int) -> None:
    """Remove what a member who left was told, and what others were told of them."""
    Notification.objects.filter(member_id=member_id).delete()
    Notification.objects.filter(actor_id=member_id).delete()


@transaction.atomic
def clear_post(*, post_id: int, but_mine: bool = True) -> None:
    """Remove what was told about a post that is gone; its author keeps news of measures."""
    kept = [Kind.MEASURE, Kind.MEASURE_LIFTED, Kind.OPERATORS, Kind.REPORTED] if but_mine else []
    Notification.objects.filter(post_id=post_id).exclude(kind__in=kept).delete()
