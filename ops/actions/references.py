"""Numbers that people read out: drawn from a table's own sequence, so that no two are alike."""

from datetime import datetime

from django.db import connection

from ops.models.notice import Notice
from ops.models.takedown import Takedown

_LETTERS: dict[type[Notice | Takedown], str] = {Notice: "N", Takedown: "T"}


def next_reference(table: type[Notice | Takedown], *, at: datetime) -> tuple[int, str]:
    """Draw the next number of a table.

    Returns: the row's key, and its reference such as "N-2026-000123". Numbers may be skipped,
    never given twice.  Cost: one statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id'))",
            [table._meta.db_table],  # noqa: SLF001 - Django's public name for it
        )
        number: int = cursor.fetchone()[0]
    return number, f"{_LETTERS[table]}-{at.year}-{number:06d}"
