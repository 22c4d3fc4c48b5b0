"""The newest of each group, found by walking down a member's notifications once.

A post that a hundred thousand people like stands as one line: what belongs to a group that was
met is passed over in one scan of an index, without looking at whom or what it is about.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection

from squares.members.models import SHOWN_STATES

_EVERYTHING = 2**63 - 1

# Each step goes down to the newest row that belongs to no group met so far.  A group that has a
# row at or above `before` was met on an earlier page: it is noted, but is no head of this one.
_WALK = """
WITH RECURSIVE walk (id, met, heads, is_head) AS (
    SELECT %(before)s::bigint, '{}'::text[], 0, false
    UNION ALL
    SELECT next.id,
           CASE WHEN next.grouped THEN walk.met || next.group_key ELSE walk.met END,
           walk.heads + next.is_head::int,
           next.is_head
      FROM walk
     CROSS JOIN LATERAL (
        SELECT row.id, row.group_key, row.grouped,
               NOT row.grouped OR NOT EXISTS (
                   SELECT FROM notifications_notification newer
                     LEFT JOIN members_member who ON who.id = newer.actor_id
                    WHERE newer.member_id = %(member)s AND newer.group_key = row.group_key
                      AND newer.id >= %(before)s AND (%(filtered)s OR NOT newer.filtered)
                      AND who.state = ANY(%(shown)s)
               ) AS is_head
          FROM (
            SELECT told.id, told.group_key::text,
                   told.group_key <> '' AND told.kind = ANY(%(grouped)s) AS grouped
              FROM notifications_notification told
              LEFT JOIN members_member actor ON actor.id = told.actor_id
             WHERE told.member_id = %(member)s AND told.id < walk.id AND told.id > %(since)s
               AND told.kind = ANY(%(kinds)s) AND (%(filtered)s OR NOT told.filtered)
               AND (told.group_key = '' OR told.kind <> ALL(%(grouped)s)
                    OR told.group_key <> ALL(walk.met))
               AND (told.actor_id IS NULL OR told.kind = 'waiting'
                    OR actor.state = ANY(%(shown)s))
             ORDER BY told.id DESC LIMIT 1
          ) row
     ) next
     WHERE walk.heads < %(limit)s
)
SELECT id FROM walk WHERE is_head ORDER BY id DESC
"""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What of a member's notifications is looked at, and which of it as one.

    filtered: also what is kept among the requests.
    """

    member_id: int
    kinds: Collection[str]
    grouped: Collection[str]
    filtered: bool = False


def newest_of_groups(
    wanted: Wanted, *, limit: int, before: int | None = None, since: int | None = None
) -> list[int]:
    """Return the newest notification of each group, by number, the latest first.

    before, since: groups whose newest lies between.  Whether the member may read the posts they
    are about is for the caller to look at.
    Cost: 1 query; a step down an index for each group, and a look at each row passed over.
    """
    given: dict[str, Any] = {  # Any: each has its own type
        "member": wanted.member_id,
        "kinds": list(wanted.kinds),
        "grouped": list(wanted.grouped),
        "filtered": wanted.filtered,
        "shown": [state.value for state in SHOWN_STATES],
        "before": min(before, _EVERYTHING) if before is not None else _EVERYTHING,
        "since": min(since or 0, _EVERYTHING),
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_WALK, given)
        return [row[0] for row in cursor.fetchall()]
