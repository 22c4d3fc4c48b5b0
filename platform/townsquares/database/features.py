"""What the backend can do: everything Postgres can, except defer a constraint."""

from django.db.backends.postgresql.features import DatabaseFeatures as PostgresFeatures


class DatabaseFeatures(PostgresFeatures):
    """Postgres features; deletions are ordered instead of deferred."""

    can_defer_constraint_checks = False
    supports_forward_references = False
