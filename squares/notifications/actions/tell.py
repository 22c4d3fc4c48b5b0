"""Telling members what happened, and taking back what is no longer so."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from commons.events import publish
from squares.clients.subscriptions import with_subscription
from squares.notifications import rules
from squares.notifications.actions.counts import forget_counts
from squares.notifications.events import MemberTold, SubscribersTold
from squares.notifications.models import Notification
from squares.notifications.queries.hearing import standings
from squares.notifications.rules import Kind, Reception

# What is new comes back, so that a fact heard twice is told once.
_TELL = """
    INSERT INTO notifications_notification
           (member_id, kind, actor_id, post_id, subject, at, group_key, filtered)
    SELECT told.member_id, %(kind)s, %(actor)s, %(post)s, %(subject)s, %(at)s, %(key)s,
           told.filtered
      FROM unnest(%(ids)s::bigint[], %(filtered)s::boolean[]) AS told (member_id, filtered)
        ON CONFLICT DO NOTHING
    RETURNING id, member_id, filtered
"""


@dataclass(frozen=True)
class News:
    """What is told: the kind, and what it is about."""

    kind: Kind
    actor_id: int | None = None
    post_id: int | None = None
    subject: int | None = None


@transaction.atomic
def notify(*, member_ids: Iterable[int], news: News, at: datetime) -> None:
    """Tell members something, once, each as far as they want to hear it.

    Idempotent: the same news is not told twice, but for an edit, which replaces the one before.
    Nobody is told what they did themselves, save that their own poll ended.
    What a member's policy filters is kept as a request; neither a page nor an app is woken.
    Tells: MemberTold, SubscribersTold.        Cost: 3 queries however many members.
    """
    ids = set(member_ids)
    if news.kind is not Kind.POLL:
        ids -= {news.actor_id}
    if not ids:
        return
    told = _receptions(ids, news, at)
    if news.kind in rules.REPLACING:
        _about(news).filter(member_id__in=told).delete()
    loud = _write(told, news, at)
    forget_counts(told)
    for notification_id, member_id in loud:
        publish(MemberTold(member_id=member_id, notification_id=notification_id))
    awake = with_subscription([member_id for _, member_id in loud])
    if woken := tuple(number for number, member_id in loud if member_id in awake):
        publish(SubscribersTold(notification_ids=woken))


@transaction.atomic
def take_back(*, member_ids: Collection[int], news: News) -> None:
    """Remove what is no longer so: a follow request withdrawn, a follow ended."""
    _about(news).filter(member_id__in=member_ids).delete()
    forget_counts(member_ids)


@transaction.atomic
def settle(*, kind: Kind, actor_id: int) -> None:
    """Remove what nobody needs to decide any more, for everybody who was told."""
    rows = Notification.objects.filter(kind=kind, actor_id=actor_id)
    forget_counts(rows.values_list("member_id", flat=True))
    rows.delete()


def _receptions(ids: Collection[int], news: News, at: datetime) -> dict[int, bool]:
    """Return who is to be told, by number, and whether as a request."""
    if news.actor_id is None and news.kind in rules.SQUARES_OWN:
        return dict.fromkeys(ids, False)
    found = standings(ids=ids, actor_id=news.actor_id, post_id=news.post_id, at=at)
    received = {
        number: rules.reception(news.kind, standing, at=at) for number, standing in found.items()
    }
    return {
        number: verdict is Reception.FILTER
        for number, verdict in received.items()
        if verdict is not Reception.DROP
    }


def _write(told: dict[int, bool], news: News, at: datetime) -> list[tuple[int, int]]:
    """Write what is new, and return (notification, member) of those who are told aloud."""
    ids = sorted(told)
    given: dict[str, Any] = {  # Any: each column has its own type
        "ids": ids,
        "filtered": [told[number] for number in ids],
        "kind": news.kind.value,
        "actor": news.actor_id,
        "post": news.post_id,
        "subject": news.subject,
        "at": at,
        "key": rules.group_key(news.kind, news.post_id, at=at),
    }
    with connection.cursor() as cursor:
        cursor.execute(_TELL, given)
        return [(row[0], row[1]) for row in cursor.fetchall() if not row[2]]


def _about(news: News) -> QuerySet[Notification]:
    post = Q(post=None) if news.post_id is None else Q(post_id=news.post_id)
    return Notification.objects.filter(
        post, kind=news.kind, actor_id=news.actor_id, subject=news.subject
    )
