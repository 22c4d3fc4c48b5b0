"""Writes many rows of a model at once, by COPY, inside the square's own role."""

from collections.abc import Iterable, Sequence

from django.db import connection, models, transaction
from psycopg import sql

from commons.ids import NUMBERS

Row = Sequence[object]


def copy(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> int:
    """Write rows; what is not given takes the model's default, and numbers count themselves up.

    columns: names of the model's fields, a foreign key as `author_id`.
    Returns: how many were written.
    """
    names, rest = _columns(model, columns)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join(map(sql.Identifier, names)),
    )
    count = 0
    with transaction.atomic(), connection.cursor() as cursor, cursor.copy(statement) as writing:
        for row in rows:
            writing.write_row((*row, *rest))
            count += 1
    return count


def reserve(count: int) -> list[int]:
    """Return as many fresh numbers, for rows to have as their keys and others to point at."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT nextval('{NUMBERS}') FROM generate_series(1, %s)", [count])
        return [row[0] for row in cursor.fetchall()]


def tidy() -> None:
    """Have Postgres look at what was written: figures for its planner, and pages all may see."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        for (table,) in cursor.fetchall():
            cursor.execute(sql.SQL("VACUUM (ANALYZE) {}").format(sql.Identifier(table)))


def _columns(model: type[models.Model], given: Sequence[str]) -> tuple[list[str], list[object]]:
    """Return the columns to write, and the values of those at the end that were not given."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    others = [
        field
        for name, field in fields.items()
        if name not in given and not isinstance(field, models.AutoField)
    ]
    names = [str(fields[name].column) for name in given] + [str(f.column) for f in others]
    return names, [field.get_db_prep_save(field.get_default(), connection) for field in others]
