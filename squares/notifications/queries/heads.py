"""The newest of each group, found by walking down a member's notifications once.

A post that a hundred thousand people like stands as one line: what belongs to a group that was
met is passed over in one scan of an index, without looking at whom or what it is about.
"""

from squares.notifications.queries.told import APART, HEARD

# Each step goes down to the newest row that belongs to no group met so far.  A group that has a
# row at or above `before` was met on an earlier page: it is noted, but is no head of this one.
WALK = f"""
WITH RECURSIVE {APART}, walk (id, met, heads, is_head) AS (
    SELECT %(before)s::bigint, '{{}}'::text[], 0, false
    UNION ALL
    SELECT next.id,
           CASE WHEN next.grouped THEN walk.met || next.group_key ELSE walk.met END,
           walk.heads + next.is_head::int,
           next.is_head
      FROM walk
     CROSS JOIN LATERAL (
        SELECT row.id, row.group_key, row.grouped,
               NOT row.grouped OR NOT EXISTS (
                   SELECT 1 FROM notifications_notification newer
                     JOIN members_member them ON them.id = newer.actor_id
                    WHERE newer.member_id = %(member)s::bigint
                      AND newer.group_key = row.group_key AND newer.group_key <> ''
                      AND newer.id >= %(before)s::bigint AND (%(filtered)s OR NOT newer.filtered)
                      AND them.state IN ('active', 'silenced')
               ) AS is_head
          FROM (
            SELECT n.id, n.group_key::text,
                   n.group_key <> '' AND n.kind = ANY(%(grouped)s::text[]) AS grouped
              FROM notifications_notification n
              LEFT JOIN members_member who ON who.id = n.actor_id
             WHERE n.member_id = %(member)s::bigint
               AND n.id < walk.id AND n.id > %(since)s::bigint
               AND n.kind = ANY(%(kinds)s::text[]) AND (%(filtered)s OR NOT n.filtered)
               AND (n.group_key = '' OR n.kind <> ALL(%(grouped)s::text[])
                    OR n.group_key <> ALL(walk.met))
               AND {HEARD}
             ORDER BY n.id DESC LIMIT 1
          ) row
     ) next
     WHERE walk.heads < %(size)s::bigint
), heads AS MATERIALIZED (
    SELECT id, row_number() OVER (ORDER BY id DESC) AS place FROM walk WHERE is_head
)
"""  # noqa: S608 - our own words

# Heads that were found otherwise.
NAMED = f"""
WITH {APART}, heads AS MATERIALIZED (
    SELECT id, row_number() OVER (ORDER BY id DESC) AS place
      FROM unnest(%(numbers)s::bigint[]) AS named (id)
)
"""  # noqa: S608 - our own words
