"""What is planned inside squares, so that none is looked into before something is due there.

A room that plans something says when it is due; the square's public row keeps the earliest. One
statement finds the squares where something is due, however many squares there are.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from tenants.context import outside, the_square
from tenants.models.square import Square

# A square whose work was handed out and never done is found again after this.
WORK_TAKES = timedelta(minutes=5)
AT_ONCE = 500
_SERVING = (
    Square.State.FOUNDING,
    Square.State.OPEN,
    Square.State.READ_ONLY,
    Square.State.CLOSING,
)


def plan(*, due: datetime) -> None:
    """Have the square in force looked at when something is due, once the transaction commits.

    Lowers the moment only: what others planned earlier stays. Lost where the process ends in
    between; a slow visit to every square finds what was left.
    Cost: one statement in public, after commit.
    """
    number = the_square().pk
    transaction.on_commit(lambda: _lower(number, due))


def clear() -> None:
    """Forget when the square in force is due.

    Whoever calls this then looks for what is left and plans it: in this order nothing that was
    planned in between is lost.
    """
    number = the_square().pk
    with outside():
        Square.objects.filter(pk=number).update(due_at=None)


def claim_due(*, at: datetime) -> Sequence[int]:
    """Return the squares where something is due, each to one caller for some minutes.

    Cost: one statement on an index, and one a square that is due.
    """
    with outside():
        due = list(
            Square.objects.filter(due_at__lte=at, state__in=_SERVING)
            .order_by("due_at")
            .values_list("pk", "due_at")[:AT_ONCE]
        )
        later = at + WORK_TAKES
        return [
            number
            for number, moment in due
            if Square.objects.filter(pk=number, due_at=moment).update(due_at=later)
        ]


def _lower(number: int, due: datetime) -> None:
    with outside():
        Square.objects.filter(Q(due_at=None) | Q(due_at__gt=due), pk=number).update(due_at=due)
