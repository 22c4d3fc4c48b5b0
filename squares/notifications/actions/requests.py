"""Answering requests: whom a member wants to hear after all, and whom not."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from commons.events import publish
from squares.members.models import Member
from squares.members.queries import members_by_ids
from squares.notifications.actions.counts import forget_counts
from squares.notifications.events import RequestsMerged
from squares.notifications.models import Notification
from squares.relationships.actions.stances import hear_always


@transaction.atomic
def accept(*, by: Member, actor_ids: Collection[int], at: datetime) -> None:
    """Hear members from now on, and have what they did so far among the notifications.

    actor_ids: whom to hear; those of whom nothing waits are passed over.
    Tells: RequestsMerged.  Cost: 3 queries, and 4 for each who is heard.
    """
    rows = _waiting(by, actor_ids)
    found = set(rows.values_list("actor_id", flat=True))
    for target in members_by_ids(found).values():
        hear_always(by=by, target=target, at=at)
    if not rows.update(filtered=False):
        return
    forget_counts([by.pk])
    publish(RequestsMerged(member_id=by.pk))


@transaction.atomic
def dismiss(*, by: Member, actor_ids: Collection[int], at: datetime) -> None:
    """Remove what waits of members; what they do next waits again.  Cost: 1 query."""
    _waiting(by, actor_ids).delete()


def _waiting(member: Member, actor_ids: Collection[int]) -> QuerySet[Notification]:
    return Notification.objects.filter(member=member, actor_id__in=actor_ids, filtered=True)
