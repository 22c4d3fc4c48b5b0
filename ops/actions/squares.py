"""What operators do to a whole square: close its doors, and open them again."""

from datetime import datetime

from ops.models.operator import Operator, Role
from ops.rules import require_role
from tenants.actions import change_state
from tenants.context import outside
from tenants.models.square import Square
from tenants.queries import find_square
from tenants.rules import Hand


def suspend_square(*, by: Operator, slug: str, reason: str, at: datetime) -> Square:
    """Close a square's doors; its address says so, and why. Nothing inside is lost.

    Raises: RoleNotEnough, SquareNotFound, StateRefused.  Tells: SquareStateChanged.
    """
    return _move(by, slug, Square.State.SUSPENDED, reason, at)


def reopen_square(*, by: Operator, slug: str, reason: str, at: datetime) -> Square:
    """Open a suspended square's doors again.

    Raises: RoleNotEnough, SquareNotFound, StateRefused.  Tells: SquareStateChanged.
    """
    return _move(by, slug, Square.State.OPEN, reason, at)


def _move(by: Operator, slug: str, to: Square.State, reason: str, at: datetime) -> Square:
    """The act is audited where the square's state is kept, in the same transaction."""
    require_role(by, Role.LEAD)
    with outside():
        square = find_square(slug=slug)
        return change_state(
            square=square, to=to, hand=Hand.OPERATOR, actor=by.actor, at=at, reason=reason
        )
