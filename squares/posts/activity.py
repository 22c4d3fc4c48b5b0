"""How lively the square was, week by week."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from commons.ids import id_at
from commons.remember import key_for, remember
from squares.members.models import SHOWN_STATES

WEEKS = 12
WEEK = timedelta(days=7)
_KEPT_SECONDS = 3600

# Posts of a week and who wrote them, beside those who came in it. Ids sort by time, so that the
# primary key finds the stretch.
_COUNT = """
    WITH weeks AS (
        SELECT start, start + interval '7 days' AS beyond
          FROM generate_series(%(first)s::timestamptz, %(last)s, interval '7 days') AS start
    ), said AS (
        SELECT date_bin('7 days', published_at, %(first)s) AS start,
               count(*) AS posts, count(DISTINCT author_id) AS people
          FROM posts_post
         WHERE id >= %(from_id)s AND deleted_at IS NULL AND published_at >= %(first)s
         GROUP BY 1
    ), came AS (
        SELECT date_bin('7 days', joined_at, %(first)s) AS start, count(*) AS people
          FROM members_member
         WHERE joined_at >= %(first)s AND state = ANY(%(states)s)
         GROUP BY 1
    )
    SELECT weeks.start, coalesce(said.posts, 0), coalesce(said.people, 0), coalesce(came.people, 0)
      FROM weeks LEFT JOIN said USING (start) LEFT JOIN came USING (start)
     ORDER BY weeks.start DESC
"""


@dataclass(frozen=True)
class Week:
    """One week from its Monday: posts, how many wrote some, how many joined."""

    start: datetime
    posts: int
    people: int
    joined: int


def weeks(*, at: datetime) -> tuple[Week, ...]:
    """Return the last twelve weeks, this one first, to the hour.

    Cost: no query while remembered, else 1.
    """
    key = key_for("weeks", Week)
    return remember(key, lambda: _read(at), seconds=_KEPT_SECONDS)


def _read(at: datetime) -> tuple[Week, ...]:
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    last = midnight - timedelta(days=midnight.weekday())
    first = last - WEEK * (WEEKS - 1)
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNT,
            {
                "first": first,
                "last": last,
                "from_id": id_at(first),
                "states": [state.value for state in SHOWN_STATES],
            },
        )
        return tuple(Week(*row) for row in cursor.fetchall())
