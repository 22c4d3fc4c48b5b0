"""Letting go of news that nobody looks for any more."""

from datetime import datetime, timedelta

from django.db import transaction

from squares.notifications.actions.counts import forget_counts
from squares.notifications.models import Notification
from squares.notifications.rules import PASSING

KEPT_FOR = timedelta(days=180)
AT_ONCE = 1000


@transaction.atomic
def prune(*, at: datetime, after: int = 0) -> int:
    """Remove passing news of half a year ago, the oldest first, some of it at a time.

    after: how far the last call came.  Returns: how far this one came, 0 at the end.
    Cost: 1 query of at most a thousand rows by their key, 1 more where something goes.
    """
    rows = Notification.objects.filter(pk__gt=after).order_by("pk")
    met = list(rows.values_list("pk", "member_id", "kind", "at")[:AT_ONCE])
    old = [row for row in met if row[3] < at - KEPT_FOR]
    gone = [row for row in old if row[2] in PASSING]
    if gone:
        Notification.objects.filter(pk__in=[row[0] for row in gone]).delete()
        forget_counts({row[1] for row in gone})
    return old[-1][0] if old and len(old) == len(met) == AT_ONCE else 0
