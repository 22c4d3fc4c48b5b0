"""What this room does when it hears its own facts: no process keeps showing what was."""

from commons.events import listen
from tenants import middleware
from tenants.events import SquareChanged, SquareStateChanged


@listen(SquareStateChanged)
def forget_after_state(_fact: SquareStateChanged) -> None:
    """Forget which host led to which state of a square."""
    middleware.forget_hosts()


@listen(SquareChanged)
def forget_after_change(_fact: SquareChanged) -> None:
    """Forget what was known of a square."""
    middleware.forget_hosts()
