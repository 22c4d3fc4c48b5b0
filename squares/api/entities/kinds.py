"""What many entities are made of: ids, moments, dates."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta

# Decimal text: numbers of 64 bits do not survive JavaScript.
# Source: https://docs.joinmastodon.org/api/guidelines/#id
Id = Annotated[str, Meta(pattern="^[0-9]+$")]
# Always with milliseconds and Z: apps parse this very form and no other.
# Source: https://docs.joinmastodon.org/api/datetime-format/
Moment = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")]
Date = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\d$")]


def moment(at: datetime) -> Moment:
    """Return a moment in UTC as apps read it."""
    return f"{at.isoformat(timespec='milliseconds')[:23]}Z"


def moment_or_none(at: datetime | None) -> Moment | None:
    """Return a moment, or nothing where there is none."""
    return moment(at) if at is not None else None


def midnight(at: datetime) -> Moment:
    """Return the day of a moment as Mastodon says it: accounts do not tell their hour of birth."""
    return f"{at.date().isoformat()}T00:00:00.000Z"


def day(on: date | None) -> Date | None:
    """Return a day, or nothing where there is none."""
    return on.isoformat() if on is not None else None
