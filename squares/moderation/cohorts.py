"""Who came together, and how many of them still take part."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from squares.members.models import Member
from squares.members.rules import refuse_unless_moderator
from squares.moderation.errors import StretchTooLong
from squares.moderation.figures import Stretch, ask, refuse_too_long

Frequency = Literal["day", "month"]
# How many periods one answer compares: each with all that came after it.
MOST_PERIODS = 60

_COHORTS = """
    WITH periods AS (
        SELECT generate_series(
            date_trunc(%(unit)s, %(start)s AT TIME ZONE 'UTC'),
            date_trunc(%(unit)s, %(until)s AT TIME ZONE 'UTC' - interval '1 second'),
            ('1 ' || %(unit)s)::interval
        ) AS period
    ), came AS (
        SELECT id, date_trunc(%(unit)s, joined_at AT TIME ZONE 'UTC') AS period
          FROM members_member
         WHERE state = ANY(%(states)s) AND joined_at >= %(start)s AND joined_at < %(until)s
    ), sizes AS (
        SELECT period, count(*) AS size FROM came GROUP BY 1
    ), said AS (
        SELECT DISTINCT p.author_id,
               date_trunc(%(unit)s, p.published_at AT TIME ZONE 'UTC') AS period
          FROM posts_post p JOIN came ON came.id = p.author_id
         WHERE p.id >= %(id)s AND p.deleted_at IS NULL
           AND p.published_at >= %(start)s AND p.published_at < %(until)s
    ), stayed AS (
        SELECT came.period AS cohort, said.period, count(*) AS people
          FROM said JOIN came ON came.id = said.author_id GROUP BY 1, 2
    )
    SELECT c.period::date, p.period::date, coalesce(sizes.size, 0), coalesce(stayed.people, 0)
      FROM periods c
      JOIN periods p ON p.period >= c.period
      LEFT JOIN sizes ON sizes.period = c.period
      LEFT JOIN stayed ON stayed.cohort = c.period AND stayed.period = p.period
     ORDER BY 1, 2
"""


@dataclass(frozen=True)
class Stayed:
    """How many of a cohort posted in a period, of how many."""

    period: date
    people: int
    size: int

    @property
    def rate(self) -> float:
        """The share of them."""
        return self.people / self.size if self.size else 0.0


@dataclass(frozen=True)
class Cohort:
    """Those who came in one period, and what became of them period by period."""

    period: date
    stayed: tuple[Stayed, ...]


def cohorts(*, viewer: Member, stretch: Stretch, frequency: Frequency) -> list[Cohort]:
    """Return who came in each period of a stretch, and how many of them posted in each since.

    Raises: NotYours, StretchTooLong for more than 60 periods.        Cost: 1 query.
    Source: https://docs.joinmastodon.org/methods/admin/retention/
    """
    refuse_unless_moderator(viewer)
    _refuse_too_many(stretch, frequency)
    rows = ask(_COHORTS, stretch, unit=frequency)
    found: dict[date, list[Stayed]] = {}
    for cohort, period, size, people in rows:
        found.setdefault(cohort, []).append(Stayed(period, people, size))
    return [Cohort(period, tuple(stayed)) for period, stayed in found.items()]


def _refuse_too_many(stretch: Stretch, frequency: Frequency) -> None:
    refuse_too_long(Stretch(stretch.first, stretch.first))
    days = (stretch.last - stretch.first).days + 1
    periods = days if frequency == "day" else -(-days // 28)
    if not 0 < periods <= MOST_PERIODS:
        raise StretchTooLong(limit=MOST_PERIODS)
