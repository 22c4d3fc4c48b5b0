"""Sends many statements without waiting for each: one round trip, but each at the top level.

Not in one text: what stands beside others in a text is no top-level statement for Postgres, and
Citus distributes only those.
"""

from collections.abc import Iterable

from django.db import connection
from psycopg.sql import Composed


def send_all(statements: Iterable[str | Composed]) -> None:
    """Send statements one after another, where the connection stands, as they are written.

    The transaction is the caller's; the first that fails is raised.
    Raises: what Django raises for it.  Cost: one round trip, whatever their number.
    """
    with connection.pipeline() as cursor:  # type: ignore[attr-defined]  # our own backend has it
        for statement in statements:
            cursor.execute(statement)
