"""Turns seconds since the month began into moments, and into ids that sort by them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from commons.ids import id_at

_LOW_BITS = 22


@dataclass
class Moments:
    """The month that ends at a moment.

    until: aware; nothing happens after it.
    """

    until: datetime
    days: int
    _numbers: "count[int]" = field(default_factory=count)

    @property
    def since(self) -> datetime:
        """When the month began."""
        return self.until - timedelta(days=self.days)

    def at(self, seconds: float) -> datetime:
        """Return the moment so many seconds after the month began; before it, if negative."""
        return self.since + timedelta(seconds=seconds)

    def id(self, moment: datetime) -> int:
        """Return an id of a moment that no other row has."""
        return id_at(moment) | (next(self._numbers) & ((1 << _LOW_BITS) - 1))
