"""Figures for those who run the square; all numbers are text.

Source: https://docs.joinmastodon.org/entities/Admin_Measure/, …/Admin_Dimension/, …/Admin_Cohort/
"""

from datetime import date

import msgspec
from django.template.defaultfilters import filesizeformat
from django.utils import translation

from squares.api.compatible import version
from squares.api.entities.kinds import Moment
from squares.moderation.cohorts import Cohort as CohortRow
from squares.moderation.figures import Figure
from squares.moderation.shares import Share


class DayValue(msgspec.Struct, kw_only=True):
    """One day's value."""

    date: Moment
    value: str


class Measure(msgspec.Struct, kw_only=True):
    """One figure over a stretch of days."""

    key: str
    unit: str | None
    total: str
    human_value: str | None
    previous_total: str | None
    data: list[DayValue]


class DimensionValue(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One part of a figure."""

    key: str
    human_key: str
    value: str
    unit: str = ""
    human_value: str = ""


class Dimension(msgspec.Struct, kw_only=True):
    """What a figure is made of."""

    key: str
    data: list[DimensionValue]


class CohortValue(msgspec.Struct, kw_only=True):
    """How many of a cohort took part in one period; `rate` is their share, from 0 to 1."""

    date: Moment
    rate: float
    value: str


class Cohort(msgspec.Struct, kw_only=True):
    """Those who came in one period."""

    period: Moment
    frequency: str
    data: list[CohortValue]


def measure_of(figure: Figure) -> Measure:
    """Return a figure as the admin API tells it."""
    return Measure(
        key=figure.key,
        unit=None,
        total=str(figure.total),
        human_value=str(figure.total),
        previous_total=str(figure.previous),
        data=[DayValue(date=_morning(day), value=str(value)) for day, value in figure.days],
    )


def dimension_of(key: str, rows: list[Share]) -> Dimension:
    """Return what a figure is made of."""
    make = _space if key == "space_usage" else _plain
    return Dimension(key=key, data=[make(key, row) for row in rows])


def software() -> Dimension:
    """Return what runs here, as far as it concerns anyone."""
    told = DimensionValue(key="mastodon", human_key="Mastodon", value=version())
    return Dimension(key="software_versions", data=[told])


def cohort_of(row: CohortRow, frequency: str) -> Cohort:
    """Return one cohort."""
    return Cohort(
        period=_morning(row.period),
        frequency=frequency,
        data=[
            CohortValue(date=_morning(each.period), rate=each.rate, value=str(each.people))
            for each in row.stayed
        ],
    )


def _plain(key: str, row: Share) -> DimensionValue:
    words = _language(row.key) if key.endswith("languages") else row.key
    return DimensionValue(key=row.key, human_key=words, value=str(row.value))


def _space(_key: str, row: Share) -> DimensionValue:
    return DimensionValue(
        key=row.key,
        human_key="Media",
        value=str(row.value),
        unit="bytes",
        human_value=filesizeformat(row.value),
    )


def _language(code: str) -> str:
    try:
        return str(translation.get_language_info(code)["name_translated"])
    except KeyError:
        return code


def _morning(day: date) -> Moment:
    return f"{day.isoformat()}T00:00:00.000Z"
