"""Hand-written statements of hot pages: planned once a connection, counted like all others."""

from collections.abc import Mapping
from typing import Any

from django.db import connection


def fetch(statement: str, given: Mapping[str, Any]) -> list[tuple[Any, ...]]:  # Any: values
    """Return the rows of a prepared statement in the square in force.

    given: by name.  Types are the server's to find out, so a statement casts what is not plain:
    `%(ids)s::bigint[]`.  Cost: 1 query.
    """
    with connection.prepared() as cursor:  # type: ignore[attr-defined]  # our own backend has it
        cursor.execute(statement, given)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
