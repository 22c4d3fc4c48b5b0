"""What this room hears."""

from commons.events import listen
from squares.members.events import MemberLeft
from squares.relationships import tasks


@listen(MemberLeft)
def part(fact: MemberLeft) -> None:
    """Somebody left: remove their ties."""
    tasks.clear_ties_of.enqueue(fact.member_id)
