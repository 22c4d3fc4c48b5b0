"""What this room does in the background."""

from commons import clock
from squares.members.actions import joining
from tenants.work import square_task


@square_task
def drop_stale() -> None:
    """Erase sign-ups whose address nobody confirmed."""
    while joining.drop_stale(at=clock.now()):
        pass
