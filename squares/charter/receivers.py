"""What this room hears."""

from commons import clock
from commons.events import listen
from squares.charter import tasks
from squares.charter.actions.charter import plant_charter
from squares.members.events import MemberLeft
from tenants.events import SquareBuilt


@listen(SquareBuilt)
def furnish(fact: SquareBuilt) -> None:
    """Give the new square its charter; told again after a crash, it changes nothing."""
    plant_charter(at=clock.now())


@listen(MemberLeft)
def forget_ties(fact: MemberLeft) -> None:
    """Somebody left: forget what they made of announcements."""
    tasks.clear_ties_of.enqueue(fact.member_id)
