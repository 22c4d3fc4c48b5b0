"""What this room hears."""

from commons.events import listen
from squares.members.events import MemberLeft
from squares.timelines import tasks


@listen(MemberLeft)
def clear(fact: MemberLeft) -> None:
    """Somebody left: remove their filters."""
    tasks.clear_filters_of.enqueue(fact.member_id)
