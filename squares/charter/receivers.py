"""What this room hears."""

from commons import clock
from commons.events import listen
from squares.charter.actions.charter import plant_charter
from tenants.events import SquareBuilt


@listen(SquareBuilt)
def furnish(fact: SquareBuilt) -> None:
    """Give the new square its charter; told again after a crash, it changes nothing."""
    plant_charter(at=clock.now())
