"""Figures for those who run the square: by day, by part, and by who came together.

Source: https://docs.joinmastodon.org/methods/admin/measures/, …/dimensions/, …/retention/
"""

from datetime import date, datetime
from typing import Literal

import msgspec

from squares.api.call import Call
from squares.api.endpoint import endpoint
from squares.api.entities.admin.figure import (
    Cohort,
    Dimension,
    Measure,
    cohort_of,
    dimension_of,
    measure_of,
    software,
)
from squares.api.errors import ValidationFailed
from squares.api.v1.admin.standing import moderator
from squares.moderation.cohorts import cohorts
from squares.moderation.figures import Stretch, figure
from squares.moderation.shares import shares

PARTS, MOST_PARTS, MOST_KEYS = 10, 50, 20


class About(msgspec.Struct, kw_only=True):
    """The hashtag that a figure is about."""

    id: int = 0


class StretchParams(msgspec.Struct, kw_only=True):
    """Which days are looked at."""

    start_at: str = ""
    end_at: str = ""

    def stretch(self) -> Stretch:
        """Return the days.  Raises: ValidationFailed, for what are none."""
        return Stretch(_day(self.start_at), _day(self.end_at))


class MeasureParams(StretchParams, kw_only=True):
    """Which figures are wanted; those of other servers are not counted here."""

    keys: list[str] = []
    tag_accounts: About = msgspec.field(default_factory=About)
    tag_uses: About = msgspec.field(default_factory=About)


class DimensionParams(StretchParams, kw_only=True):
    """Which figures are wanted part by part."""

    keys: list[str] = []
    limit: int = PARTS
    tag_languages: About = msgspec.field(default_factory=About)


class RetentionParams(StretchParams, kw_only=True):
    """How those who came are put together."""

    frequency: Literal["day", "month"] = "day"


@endpoint("POST /api/v1/admin/measures", scope="admin:read")
def measures(call: Call, params: MeasureParams) -> list[Measure]:
    """Count figures over a stretch of days.  Cost: 1 statement each."""
    by, stretch = moderator(call), params.stretch()
    about = {"tag_accounts": params.tag_accounts.id, "tag_uses": params.tag_uses.id}
    found = [
        figure(viewer=by, key=key, stretch=stretch, tag=about.get(key, 0))
        for key in params.keys[:MOST_KEYS]
    ]
    return [measure_of(each) for each in found if each is not None]


@endpoint("POST /api/v1/admin/dimensions", scope="admin:read")
def dimensions(call: Call, params: DimensionParams) -> list[Dimension]:
    """Say what figures are made of.  Cost: 1 statement each."""
    by, stretch = moderator(call), params.stretch()
    size = min(max(params.limit, 1), MOST_PARTS)
    told = []
    for key in params.keys[:MOST_KEYS]:
        rows = shares(viewer=by, key=key, stretch=stretch, size=size, tag=params.tag_languages.id)
        if rows is not None:
            told.append(dimension_of(key, rows))
        elif key == "software_versions":
            told.append(software())
    return told


@endpoint("POST /api/v1/admin/retention", scope="admin:read")
def retention(call: Call, params: RetentionParams) -> list[Cohort]:
    """Say how many of those who came in a period posted in each since.  Cost: 1 statement."""
    rows = cohorts(viewer=moderator(call), stretch=params.stretch(), frequency=params.frequency)
    return [cohort_of(row, params.frequency) for row in rows]


def _day(text: str) -> date:
    """Read a day, or the day of a moment."""
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        raise ValidationFailed(reason="Start at and end at must be dates") from None
