"""Foreign keys that are checked at once.

Citus surfaces a violated deferred constraint as an internal error at commit, so no
constraint of ours is deferred.
"""

from django.db.backends.postgresql.operations import DatabaseOperations as PostgresOperations
from typing_extensions import override


class DatabaseOperations(PostgresOperations):
    """Postgres operations without deferred constraints."""

    @override
    def deferrable_sql(self) -> str:
        return ""
