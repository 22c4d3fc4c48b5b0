"""DDL without deferred constraints, so that Django's own SET CONSTRAINTS lines are not needed.

And without a second index beside every unique text, which Django makes for LIKE: thirteen in each
square, which nothing asks. A column that is searched by its beginning has the collation "C", and
its one index serves that too.
"""

from typing import Any

from django.db.backends.postgresql.schema import DatabaseSchemaEditor as PostgresSchemaEditor
from django.db.models import Field, Model


class DatabaseSchemaEditor(PostgresSchemaEditor):
    """Postgres DDL; every constraint is checked at once."""

    sql_update_with_default = (
        "UPDATE %(table)s SET %(column)s = %(default)s WHERE %(column)s IS NULL"
    )
    sql_create_column_inline_fk = (
        "CONSTRAINT %(name)s REFERENCES %(to_table)s(%(to_column)s)%(deferrable)s"
    )
    # A square has some of its indexes only once it has grown.
    sql_rename_index = "ALTER INDEX IF EXISTS %(old_name)s RENAME TO %(new_name)s"
    sql_delete_fk = "ALTER TABLE %(table)s DROP CONSTRAINT %(name)s"

    def _create_like_index_sql(
        self, model: type[Model], field: "Field[Any, Any]"
    ) -> None:  # Any: of values
        """Make none."""
