"""What this room hears."""

from accounts.events import EmailConfirmed
from commons import clock
from commons.events import listen
from squares.members.actions.joining import confirm_member
from tenants.context import current_square


@listen(EmailConfirmed)
def take_in(fact: EmailConfirmed) -> None:
    """Take in whoever confirmed their address; at once, since they look at the page now."""
    if current_square() is not None:
        confirm_member(user_id=fact.user_id, at=clock.now())
