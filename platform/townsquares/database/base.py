"""A connection that stands in one square at a time, by search path and by role together.

django-tenants decides *which* schema; this backend makes the database enforce it. Before a
statement runs, one ``set_config`` sets both the path and the square's own Postgres role, so a
query that names another square's table is refused by Postgres, not by our care. What is in
force is remembered, so that requests for the same square send nothing (81 µs saved each).
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from time import perf_counter
from typing import Any, Self

import psycopg
from django_tenants.postgresql_backend.base import DatabaseWrapper as TenantsWrapper
from psycopg.pq import TransactionStatus
from typing_extensions import override

from commons import measures
from commons.ids import NUMBERS
from townsquares.database.features import DatabaseFeatures
from townsquares.database.operations import DatabaseOperations
from townsquares.database.prepared import PreparedCursor, Statements
from townsquares.database.schema import DatabaseSchemaEditor

QUIET_SECONDS = 10.0
MOST_SQUARES = 256
STAND_IN = "SELECT set_config('role', %s, false), set_config('search_path', %s, false)"


class PlainCursor(psycopg.Cursor[Any]):  # Any: as above
    """A cursor for statements that come once: those of hot pages need not give way to them."""

    @override
    def execute(self, query: Any, params: Any = None, **_: Any) -> Self:  # Any: psycopg's
        """Execute a statement, never prepared."""
        return super().execute(query, params, prepare=False)


class DatabaseWrapper(TenantsWrapper):
    """Postgres, one square at a time.

    ``tenant.role`` names the Postgres role of a square; a tenant without one (the platform
    itself) runs as the login role.
    """

    SchemaEditorClass = DatabaseSchemaEditor
    features_class = DatabaseFeatures
    ops_class = DatabaseOperations
    _suffixes_inside = TenantsWrapper.data_types_suffix | {
        "BigAutoField": f"DEFAULT nextval('{NUMBERS}')"
    }
    _seen_well_at = 0.0
    _visited: frozenset[str] = frozenset()

    @property
    def data_types_suffix(self) -> Mapping[str, str]:
        """How the keys of a table count up that Django makes now."""
        ours: Mapping[str, str] = self._suffixes_inside
        return super().data_types_suffix if self.schema_name == "public" else ours

    @override
    def close_if_health_check_failed(self) -> None:
        """Ask whether the connection is well only after a pause: a busy one shows it by answering.

        Django would ask before the first statement of every request.
        """
        now = time.monotonic()
        if now - self._seen_well_at < QUIET_SECONDS:
            self.health_check_done = True
        super().close_if_health_check_failed()
        self._seen_well_at = now

    @override
    def get_new_connection(self, conn_params: Any) -> Any:  # Any: upstream is untyped
        if _timed not in self.execute_wrappers:
            self.execute_wrappers.insert(0, _timed)
        self._visited = frozenset()
        made = super().get_new_connection(conn_params)
        self._statements = Statements(made)
        return made

    @override
    def close_if_unusable_or_obsolete(self) -> None:
        """Begin anew, between two requests, after many squares.

        Postgres keeps in each connection what it read of every table it met there, and never lets
        go of it: about 50 kB a square and page, which a thousand squares make into much.
        """
        super().close_if_unusable_or_obsolete()
        if len(self._visited) > MOST_SQUARES:
            self.close()  # type: ignore[no-untyped-call]

    def fetch(self, statement: str, given: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Return the rows of a statement that hot pages send again and again.

        Cost: past Django's cursors, which take a twentieth of the time of a whole answer, unless
        somebody looks on (debugging, tests).
        """
        self.close_if_health_check_failed()
        self.ensure_connection()
        self._handle_search_path()
        if self.queries_logged or self.execute_wrappers != _OURS:
            with self._prepare_cursor(PreparedCursor(self._statements)) as cursor:
                cursor.execute(statement, given)
                found: list[tuple[Any, ...]] = cursor.fetchall()
            return found
        begun = perf_counter()
        try:
            with self.wrap_database_errors:
                return self._statements.run(statement, given)
        finally:
            measures.statement(perf_counter() - begun)

    @contextmanager
    def pipeline(self) -> Iterator[Any]:  # Any: as above
        """Yield a cursor whose statements are sent without waiting for each.

        The first that fails is raised, by a later one or at the end of the block.
        """
        self.close_if_health_check_failed()
        self.ensure_connection()
        self._handle_search_path()
        with self.wrap_database_errors, self.connection.pipeline():
            yield self._prepare_cursor(PlainCursor(self.connection))

    @override
    def set_tenant(
        self, tenant: Any, include_public: bool = True
    ) -> None:  # Any: upstream is untyped
        self.tenant = tenant
        self.schema_name: str = tenant.schema_name
        self.include_public_schema = include_public
        self.settings_dict["SCHEMA"] = self.schema_name

    @override
    def _handle_search_path(self, cursor: Any = None) -> None:  # Any: upstream is untyped
        wanted = (getattr(self.tenant, "role", None) or "none", _path(self.schema_name))
        if self.search_path_set_schemas == wanted or self._setting_search_path:
            return
        if self.connection.info.transaction_status == TransactionStatus.INERROR:
            return  # nothing is heard until it is rolled back: the caller's own statement fails too
        self.search_path_set_schemas = None
        self._setting_search_path = True
        try:
            # The driver's own cursor: the step is not the caller's statement to count.
            with self.wrap_database_errors, self.connection.cursor() as own:
                own.execute(STAND_IN, wanted)
            self.search_path_set_schemas = wanted
            self._visited |= {self.schema_name}
        finally:
            self._setting_search_path = False


def _timed(
    execute: Callable[..., Any],
    statement: str,
    params: Any,
    many: bool,  # noqa: FBT001 - Django's signature
    context: Any,
) -> Any:
    """Count a statement and how long it is waited for."""
    begun = perf_counter()
    try:
        return execute(statement, params, many, context)
    finally:
        measures.statement(perf_counter() - begun)


_OURS = [_timed]


def _path(schema_name: str) -> str:
    """Return the search path of a square: itself, then public for the extensions' functions."""
    quoted = '"' + schema_name.replace('"', '""') + '"'
    return "public" if schema_name == "public" else f"{quoted}, public"
