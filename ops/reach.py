"""The one place where the console reaches into a square; it stands in public before and after.

One transaction touches one square or public, never both: no caller may hold one open.
"""

from contextlib import suppress
from datetime import datetime
from typing import Any

import msgspec

from commons.errors import NotFound
from ops.errors import NothingToRestrict
from ops.models.escalation import Escalation
from ops.models.takedown import Lift, Takedown
from squares.moderation.actions import central
from squares.moderation.errors import MeasureNotFound
from squares.moderation.models.measure import Measure, StatementOfReasons
from squares.moderation.queries.copies import freeze_copy
from tenants.context import inside
from tenants.models.square import Square


def copy_of(square: Square, post_id: int) -> dict[str, Any]:  # Any: a frozen copy is JSON
    """Return a frozen copy of a post as it stands now, whoever may see it.

    Raises: NothingToRestrict where no such post exists.
    """
    with inside(square):
        try:
            copy: dict[str, Any] = msgspec.to_builtins(freeze_copy(post_id=post_id))  # Any: JSON
        except NotFound as absent:
            raise NothingToRestrict from absent
    return copy


def restrict(takedown: Takedown, *, at: datetime) -> None:
    """Carry a takedown out in its square; harmless when done already."""
    with inside(takedown.square):
        central.apply_central_measure(
            central_id=takedown.pk,
            kind=Measure.Kind(takedown.kind),
            post_id=takedown.post_id,
            legal_ground=takedown.legal_ground,
            facts=takedown.facts,
            at=at,
            source=(
                StatementOfReasons.Source.NOTICE
                if takedown.notice_id
                else StatementOfReasons.Source.REPORT
            ),
        )


def release(lift: Lift, *, at: datetime) -> None:
    """End a takedown in its square; harmless when done already."""
    with inside(lift.takedown.square):
        central.lift_central_measure(central_id=lift.takedown_id, reason=lift.reason, at=at)


def undo(takedown: Takedown, *, reason: str, at: datetime) -> None:
    """End a measure that was given up, where it had reached its square at all."""
    with inside(takedown.square), suppress(MeasureNotFound):
        central.lift_central_measure(central_id=takedown.pk, reason=reason, at=at)


def answer(escalation: Escalation, *, at: datetime) -> None:
    """Tell a square's moderators how their case was decided; harmless when done already.

    at: when it was decided, the same at every try, so that the square knows the answer again.
    """
    with inside(escalation.square):
        central.operator_answered(
            case_id=escalation.case_id,
            text=escalation.answer,
            closes=escalation.state != Escalation.State.RETURNED,
            at=at,
        )
