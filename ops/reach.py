"""The one place where the console reaches into a square; each call stands in public before and after.

One transaction touches one square or public, never both: no caller may hold one open.
"""

from datetime import datetime
from typing import Any

from ops.errors import NothingToRestrict
from ops.models.escalation import Escalation
from ops.models.takedown import Lift, Takedown
from squares.moderation.actions import central, escalate
from commons.errors import NotFound
from tenants.context import inside
from tenants.models.square import Square


def copy_of(square: Square, post_id: int) -> dict[str, Any]:  # Any: a frozen copy is JSON
    """Return a frozen copy of a post as it stands now, whoever may see it.

    Raises: NothingToRestrict where no such post exists.
    """
    with inside(square):
        try:
            return central.freeze_copy(post_id)
        except NotFound as absent:
            raise NothingToRestrict from absent


def restrict(takedown: Takedown, *, at: datetime) -> None:
    """Carry a takedown out in its square; harmless when done already."""
    with inside(takedown.square):
        central.apply_central_measure(
            central_id=takedown.pk,
            kind=takedown.kind,
            post_id=takedown.post_id,
            legal_ground=takedown.legal_ground,
            facts=takedown.facts,
            at=at,
        )


def release(lift: Lift, *, at: datetime) -> None:
    """End a takedown in its square; harmless when done already."""
    with inside(lift.takedown.square):
        central.lift_central_measure(central_id=lift.takedown_id, reason=lift.reason, at=at)


def answer(escalation: Escalation, *, at: datetime) -> None:
    """Tell a square's moderators how their case was decided."""
    with inside(escalation.square):
        escalate.operator_answered(case_id=escalation.case_id, text=escalation.answer, at=at)
