"""What this room hears; each receiver only hands a task to the queue."""

from commons.events import listen
from squares.clients import tasks
from squares.members.events import MemberLeft


@listen(MemberLeft)
def clear(fact: MemberLeft) -> None:
    """Somebody left: no app acts for them any more."""
    tasks.revoke_all.enqueue(fact.member_id)
