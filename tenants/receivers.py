"""What this room does when it hears its own facts: no process keeps showing what was."""

from commons.events import listen
from tenants import middleware, work
from tenants.events import SquareChanged, SquareStateChanged


@listen(SquareStateChanged)
def forget_after_state(fact: SquareStateChanged) -> None:
    """Forget which host led to which state of a square."""
    middleware.forget_hosts()
    work.forget_square(fact.square_id)


@listen(SquareChanged)
def forget_after_change(fact: SquareChanged) -> None:
    """Forget what was known of a square."""
    middleware.forget_hosts()
    work.forget_square(fact.square_id)
