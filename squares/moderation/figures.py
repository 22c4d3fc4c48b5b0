"""Figures of a stretch of days, counted from rows: what people who run a square look at.

Posts are found by their ids, which sort by time; so a figure costs what its stretch holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import connection

from commons.ids import id_at
from squares.members.models import SHOWN_STATES, Member
from squares.members.rules import refuse_unless_moderator
from squares.moderation.errors import StretchTooLong

LONGEST = timedelta(days=366)
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)

# Which are counted here, and whether people count in it, not what they did.
COUNTS_PEOPLE: Mapping[str, bool] = {
    "active_users": True,
    "new_users": False,
    "interactions": False,
    "opened_reports": False,
    "resolved_reports": False,
    "tag_uses": False,
    "tag_accounts": True,
}
# What happened in the stretch and the one before it: when, and to or by whom. Of the branches
# only those of the key are executed.
_FIGURE = """
    WITH happened AS MATERIALIZED (
        SELECT p.published_at AS at, p.author_id AS who
          FROM posts_post p
         WHERE p.id >= %(id)s AND p.deleted_at IS NULL
           AND p.published_at >= %(before)s AND p.published_at < %(until)s
           AND (%(key)s = 'active_users'
                OR %(key)s = 'interactions'
                   AND (p.boost_of_id IS NOT NULL OR p.in_reply_to_id IS NOT NULL)
                OR %(key)s IN ('tag_uses', 'tag_accounts')
                   AND p.visibility = 'public' AND p.hidden_at IS NULL AND EXISTS (
                       SELECT 1 FROM posts_tagging t
                        WHERE t.post_id = p.id AND t.tag_id = %(tag)s))
           AND %(key)s IN ('active_users', 'interactions', 'tag_uses', 'tag_accounts')
        UNION ALL
        SELECT at, member_id FROM posts_favourite
         WHERE %(key)s = 'interactions'
           AND id >= %(id)s AND at >= %(before)s AND at < %(until)s
        UNION ALL
        SELECT joined_at, id FROM members_member
         WHERE %(key)s = 'new_users' AND state = ANY(%(states)s)
           AND joined_at >= %(before)s AND joined_at < %(until)s
        UNION ALL
        SELECT at, reporter_id FROM moderation_report
         WHERE %(key)s = 'opened_reports' AND at >= %(before)s AND at < %(until)s
        UNION ALL
        SELECT c.closed_at, r.reporter_id
          FROM moderation_case c JOIN moderation_report r ON r.case_id = c.id
         WHERE %(key)s = 'resolved_reports'
           AND c.closed_at >= %(before)s AND c.closed_at < %(until)s
    ), counted AS (
        SELECT (at AT TIME ZONE 'UTC')::date AS day, at >= %(start)s AS now,
               CASE WHEN %(people)s THEN count(DISTINCT who) ELSE count(*) END AS value
          FROM happened
         GROUP BY GROUPING SETS ((1, 2), (2))
    )
    SELECT shown::date, coalesce(counted.value, 0),
           coalesce((SELECT value FROM counted WHERE day IS NULL AND now), 0),
           coalesce((SELECT value FROM counted WHERE day IS NULL AND NOT now), 0)
      FROM generate_series(%(first)s::date, %(last)s::date, '1 day') AS shown
      LEFT JOIN counted ON counted.day = shown::date AND counted.now
     ORDER BY 1
"""


@dataclass(frozen=True)
class Stretch:
    """Days from one to another, both included, in UTC."""

    first: date
    last: date

    @property
    def start(self) -> datetime:
        """When the stretch begins."""
        return datetime.combine(self.first, time.min, UTC)

    @property
    def until(self) -> datetime:
        """When it is over."""
        return datetime.combine(self.last, time.min, UTC) + timedelta(days=1)

    @property
    def before(self) -> datetime:
        """When the equally long stretch before it began."""
        return self.start - (self.until - self.start)


@dataclass(frozen=True)
class Figure:
    """One figure: each day's, the stretch's, and that of the stretch before.

    The whole is no sum of days where people are counted: one may come on many.
    """

    key: str
    days: tuple[tuple[date, int], ...]
    total: int
    previous: int


def figure(*, viewer: Member, key: str, stretch: Stretch, tag: int = 0) -> Figure | None:
    """Return one figure, None for one that is not counted here.

    key: Mastodon's name of it.  tag: a hashtag's number, for "tag_uses" and "tag_accounts".
    Raises: NotYours, StretchTooLong.        Cost: 1 query, none for an unknown key.
    Source: https://docs.joinmastodon.org/methods/admin/measures/
    """
    refuse_unless_moderator(viewer)
    refuse_too_long(stretch)
    if key not in COUNTS_PEOPLE:
        return None
    rows = ask(_FIGURE, stretch, key=key, people=COUNTS_PEOPLE[key], tag=tag)
    days = tuple((day, value) for day, value, _total, _previous in rows)
    return Figure(key, days, rows[0][2], rows[0][3])


def refuse_too_long(stretch: Stretch) -> None:
    """Refuse what nobody could look at, or what ends before it begins.

    Raises: StretchTooLong.
    """
    in_reach = EARLIEST < stretch.first <= stretch.last < LATEST
    if not in_reach or stretch.last > stretch.first + LONGEST:
        raise StretchTooLong(limit=LONGEST.days)


def ask(
    statement: str, stretch: Stretch, **more: str | int
) -> list[tuple[Any, ...]]:  # Any: rows of all kinds
    """Return the rows of a statement that names a stretch by its bounds."""
    values: dict[str, Any] = {  # Any: what a driver takes
        "first": stretch.first,
        "last": stretch.last,
        "start": stretch.start,
        "until": stretch.until,
        "before": stretch.before,
        "id": id_at(stretch.before),
        "states": [state.value for state in (*SHOWN_STATES, Member.State.SUSPENDED)],
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, values | more)
        return list(cursor.fetchall())
