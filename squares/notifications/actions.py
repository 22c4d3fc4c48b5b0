"""Every write of this room: telling, forgetting, marking as read."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from commons.events import publish
from commons.remember import forget
from squares.members.models import Member
from squares.notifications.events import MemberTold
from squares.notifications.models import Notification
from squares.notifications.queries import unread_key
from squares.relationships.queries import deaf_to

Kind = Notification.Kind


@dataclass(frozen=True)
class News:
    """What is told: the kind, and what it is about."""

    kind: Kind
    actor_id: int | None = None
    post_id: int | None = None
    subject: int | None = None


@transaction.atomic
def notify(*, member_ids: Iterable[int], news: News, at: datetime) -> None:
    """Tell members something, once, except who does not want to hear the actor.

    Idempotent: the same news is not told twice.  Nobody is told what they did themselves.
    Cost: 3 queries however many members.
    """
    ids = set(member_ids) - {news.actor_id}
    if news.actor_id is not None:
        ids -= deaf_to(actor_id=news.actor_id, ids=ids, at=at)
    if not ids:
        return
    Notification.objects.bulk_create(
        (
            Notification(
                member_id=number,
                kind=news.kind,
                actor_id=news.actor_id,
                post_id=news.post_id,
                subject=news.subject,
                at=at,
            )
            for number in sorted(ids)
        ),
        ignore_conflicts=True,
    )
    _forget_counts(ids)
    for number in sorted(ids):
        publish(MemberTold(member_id=number))


@transaction.atomic
def take_back(*, member_ids: Collection[int], news: News) -> None:
    """Remove what is no longer so: a follow request withdrawn, a follow ended."""
    about = Q(post=None) if news.post_id is None else Q(post_id=news.post_id)
    Notification.objects.filter(
        about,
        member_id__in=member_ids,
        kind=news.kind,
        actor_id=news.actor_id,
        subject=news.subject,
    ).delete()
    _forget_counts(member_ids)


@transaction.atomic
def mark_read(*, member: Member, at: datetime, up_to: int | None = None) -> None:
    """Mark what a member saw as read.  up_to: the newest that was shown, None for everything."""
    rows = Notification.objects.filter(member=member, read_at=None)
    if up_to is not None:
        rows = rows.filter(pk__lte=up_to)
    if rows.update(read_at=at):
        _forget_counts([member.pk])


@transaction.atomic
def clear_between(*, one_id: int, other_id: int) -> None:
    """Remove what two members were told of each other; called when one blocks the other."""
    Notification.objects.filter(member_id=one_id, actor_id=other_id).delete()
    Notification.objects.filter(member_id=other_id, actor_id=one_id).delete()
    _forget_counts([one_id, other_id])


@transaction.atomic
def clear_member(*, member_id: int) -> None:
    """Remove what a member who left was told, and what others were told of them."""
    Notification.objects.filter(member_id=member_id).delete()
    Notification.objects.filter(actor_id=member_id).delete()


@transaction.atomic
def clear_post(*, post_id: int, but_mine: bool = True) -> None:
    """Remove what was told about a post that is gone; its author keeps news of measures."""
    kept = [Kind.MEASURE, Kind.MEASURE_LIFTED, Kind.OPERATORS] if but_mine else []
    Notification.objects.filter(post_id=post_id).exclude(kind__in=kept).delete()


def _forget_counts(member_ids: Iterable[int]) -> None:
    for number in member_ids:
        forget(unread_key(number))
