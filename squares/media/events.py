"""Facts this room tells."""

from dataclasses import dataclass

from commons.events import Fact


@dataclass(frozen=True)
class FilmWaits(Fact):
    """A film or recording was sent that takes a while to prepare.

    Should the fact be lost, an hourly task finds the row.
    """

    media_id: int
