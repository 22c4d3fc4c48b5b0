"""Foreign keys that are checked at once.

Citus surfaces a violated deferred constraint as an internal error at commit, so no
constraint of ours is deferred.
"""

from typing import Any

from django.db.backends.postgresql.operations import DatabaseOperations as PostgresOperations
from typing_extensions import override

from townsquares.database.prepared import PreparedCursor


class DatabaseOperations(PostgresOperations):
    """Postgres operations without deferred constraints."""

    @override
    def deferrable_sql(self) -> str:
        return ""

    @override
    def last_executed_query(self, cursor: Any, sql: Any, params: Any) -> str:  # Any: Django's
        """Return a statement for the log; one bound on the server keeps its placeholders."""
        if isinstance(cursor, PreparedCursor):
            return str(sql)
        return super().last_executed_query(cursor, sql, params) or str(sql)
