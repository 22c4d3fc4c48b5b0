"""What the platform knows of squares, for the console: public rows only, no look inside."""

from dataclasses import dataclass

from django.db.models import Q

from ops.models.escalation import Escalation
from ops.models.notice import Notice
from ops.models.takedown import State, Takedown
from tenants.models.square import Square

PER_PAGE = 100


@dataclass(frozen=True)
class SquareFacts:
    """One square with what operators have to do with it."""

    square: Square
    open_notices: int
    open_escalations: int
    takedowns: list[Takedown]
    in_effect: int


def squares(*, state: str = "", search: str = "") -> list[Square]:
    """Return squares by name. Cost: one query; at most 100, so search narrows it."""
    rows = Square.objects.select_related("foundation").order_by("name", "id")
    if state:
        rows = rows.filter(state=state)
    if search:
        rows = rows.filter(Q(name__icontains=search) | Q(slug__icontains=search))
    return list(rows[:PER_PAGE])


def facts_of(square: Square) -> SquareFacts:
    """Return a square's facts. Cost: four queries."""
    takedowns = Takedown.objects.filter(square=square)
    return SquareFacts(
        square=square,
        open_notices=Notice.objects.filter(closed_at=None, targets__square=square)
        .distinct()
        .count(),
        open_escalations=Escalation.objects.filter(closed_at=None, square=square).count(),
        takedowns=list(takedowns.order_by("-id")[:10]),
        in_effect=takedowns.filter(state=State.EFFECTIVE).count(),
    )
