"""Facts this room tells."""

from dataclasses import dataclass

from commons.events import Fact


@dataclass(frozen=True)
class FiltersChanged(Fact):
    """A member filters otherwise from now on."""

    member_id: int
