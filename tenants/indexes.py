"""The indexes that only make a square quick: it gets them once there is something to look through.

An index takes a block of disk and its rows of the catalogue before it holds anything, and all of
them a fifth of an empty square, whose tables Postgres reads as a whole in any case. So a square is
built with those alone that keep a promise (keys, what is unique). What else its migrations make
follows within a minute of activity after the first of its tables has grown.
"""

from typing import Any

from django.db import OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable

from tenants import snapshot
from tenants.context import inside
from tenants.migrating import PATIENCE, alone
from tenants.models.square import Square

GROWN_BYTES = 64 * 1024  # eight of Postgres' blocks

# Only where the tables are those of this release: an index may ask for a column that comes with it.
_LACKING = """
    WITH own AS (
        SELECT oid, relname::text AS name FROM pg_class
         WHERE relnamespace = current_schema()::regnamespace
           AND relname = ANY(%(indexes)s::name[] || %(tables)s::name[])
    )
    SELECT name FROM unnest(%(indexes)s::text[]) AS name
     WHERE name NOT IN (SELECT name FROM own)
       AND EXISTS (SELECT FROM own
                    WHERE name = ANY(%(tables)s) AND pg_relation_size(oid) > %(over)s)
       AND obj_description(current_schema()::regnamespace, 'pg_namespace') = %(mark)s
"""


def complete(square: Square, *, over: int = -1) -> int:
    """Make every index that a square lacks, if one of its tables is larger; returns how many.

    over: in bytes. Safe to repeat. Where a table is busy, its indexes are left for the next time.
    Cost: one statement where nothing is to be made; else writers wait for one index at a time.
    """
    with inside(square):
        if not _lacking(over):
            return 0
        with alone(PATIENCE):
            return sum(map(_made, _lacking(over)))


def complete_if_grown(square: Square) -> int:
    """Make every index that a square lacks, if it has something to look through.

    Cost: as `complete`.
    """
    return complete(square, over=GROWN_BYTES)


def _lacking(over: int) -> list[str]:
    made = snapshot.load()
    given: dict[str, Any] = {  # Any: what the driver takes
        "indexes": [*made.indexes],
        "tables": [*made.tables],
        "mark": made.mark,
        "over": over,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LACKING, given)
        return [name for (name,) in cursor.fetchall()]


def _made(name: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(snapshot.load().indexes[name])
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable):
            raise
        return False
    return True
