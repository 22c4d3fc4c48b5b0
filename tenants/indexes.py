"""The indexes that only make a square quick: it gets them once there is something to look through.

An index takes a block of disk and its rows of the catalogue before it holds anything, and all of
them a fifth of an empty square, whose tables Postgres reads as a whole in any case. So a square is
built with those alone that keep a promise (keys, what is unique). What else its migrations make
follows within a minute of activity after the first of its tables has grown.
"""

import re

from django.db import OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable

from tenants import snapshot
from tenants.context import inside
from tenants.migrating import PATIENCE
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
# Not while somebody migrates the square, who holds the same lock (`tenants.migrating`).
_ALONE = """
    SELECT pg_try_advisory_xact_lock(hashtext('migrate:' || current_schema())),
           set_config('lock_timeout', %s, true)
"""
_TABLE = re.compile(r" ON (\w+) ")


def complete(square: Square, *, over: int = -1) -> int:
    """Make every index that a square lacks, if one of its tables is larger; returns how many.

    over: in bytes. Safe to repeat, and to run twice at once. A table that is busy, and a square
    that is being migrated, are left for the next time.
    Raises: RuntimeError where a transaction is open: writers would wait for its end.
    Cost: one statement where nothing is to be made; else writers wait for one index at a time.
    """
    count, busy = 0, set[str]()
    with inside(square):
        for statement in _lacking(over):
            table = _table_of(statement)
            if table in busy:
                continue
            if _make(statement):
                count += 1
            else:
                busy.add(table)
    return count


def complete_if_grown(square: Square) -> int:
    """Make every index that a square lacks, if it has something to look through.

    Cost: as `complete`.
    """
    return complete(square, over=GROWN_BYTES)


def _lacking(over: int) -> list[str]:
    """Return the statements that make what lacks."""
    made = snapshot.load()
    with connection.cursor() as cursor:
        cursor.execute(
            _LACKING,
            {
                "indexes": list(made.indexes),
                "tables": sorted({_table_of(one) for one in made.indexes.values()}),
                "mark": made.mark,
                "over": over,
            },
        )
        return [made.indexes[name] for (name,) in cursor.fetchall()]


def _make(statement: str) -> bool:
    """Make one index; False where its table is busy, or the square is being migrated."""
    try:
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute(_ALONE, [PATIENCE])
            free = bool(cursor.fetchone()[0])
            if free:
                cursor.execute(statement)
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable):
            raise
        return False
    return free


def _table_of(statement: str) -> str:
    return _TABLE.search(statement)[1]  # type: ignore[index]  # each is on one
