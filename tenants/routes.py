"""How a schema gets from what it has to what it should have, found out once for all alike.

Squares that were built from one template and migrated alike lack the same. One of them is migrated
by Django, and what that sent is written down; the others replay it, a whole release in one round
trip and one transaction. Steps written in Python are run in each.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection, transaction
from django.db.migrations import Migration, RunPython, RunSQL, SeparateDatabaseAndState
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

from tenants import snapshot
from tenants.sending import send_all

Key = tuple[str, str]
History = frozenset[Key]
Say = Callable[[str], None]

# What changes a schema or what is in it. Everything else is a question of Django's or a setting of
# the session (django-tenants sets search paths of its own) and is never replayed elsewhere.
_CHANGES = (
    *("CREATE", "ALTER", "DROP", "COMMENT", "GRANT", "REVOKE"),
    *("INSERT", "UPDATE", "DELETE", "TRUNCATE"),
)
_BROKEN_INDEXES = """
    SELECT format('DROP INDEX CONCURRENTLY %I.%I', n.nspname, c.relname)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = current_schema() AND NOT i.indisvalid
"""


@dataclass(frozen=True)
class Step:
    """One migration.

    statements: what it sends, its values in place; None where it must be run by Django.
    atomic: whether it stands in a transaction; what builds indexes beside the traffic does not.
    """

    key: Key
    statements: tuple[str, ...] | None
    atomic: bool = True


@dataclass(frozen=True)
class Route:
    """Every step from one history to today's, in order."""

    before: History
    steps: tuple[Step, ...]

    @property
    def in_one_piece(self) -> bool:
        """Whether all of it fits into one transaction."""
        return all(step.atomic and step.statements is not None for step in self.steps)

    @property
    def in_python(self) -> bool:
        """Whether a step has to be run by Django in each square."""
        return any(step.statements is None for step in self.steps)


def history() -> History:
    """Return the migrations that the schema in force has.  Cost: 1 query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        return frozenset((app, name) for app, name in cursor.fetchall())


def explore(before: History, say: Say) -> Route:
    """Bring the schema in force up to date by Django, and return the route it took."""
    executor = MigrationExecutor(connection)
    labels = snapshot.square_labels()
    leaves = [key for key in executor.loader.graph.leaf_nodes() if key[0] in labels]
    state = _state_of(executor.loader, before)
    steps = []
    for migration, _backwards in executor.migration_plan(leaves):
        recorder = _Recorder()
        with connection.execute_wrapper(recorder):
            state = executor.apply_migration(state, migration)
        say(str(migration))
        steps.append(_step(migration, recorder))
    return Route(before, tuple(steps))


def follow(route: Route) -> int:
    """Take the schema in force along a route, and return how many migrations it got.

    The caller has made sure that nobody else migrates it, and that it stands at the beginning.
    """
    for together in _batches(route.steps):
        if together[0].statements is None:
            _run(together[0], route)
        elif together[0].atomic:
            _replay(together)
        else:
            _replay_beside_traffic(together[0])
    return len(route.steps)


def _batches(steps: Sequence[Step]) -> Iterator[Sequence[Step]]:
    """Put steps together that fit into one transaction."""
    held: list[Step] = []
    for step in steps:
        if step.statements is not None and step.atomic:
            held.append(step)
            continue
        if held:
            yield held
        held = []
        yield [step]
    if held:
        yield held


def _replay(steps: Sequence[Step]) -> None:
    """Replay steps and note them, in one transaction and one round trip."""
    statements = [one for step in steps for one in step.statements or ()]
    with transaction.atomic():
        send_all([*statements, snapshot.noting(step.key for step in steps)])


def _replay_beside_traffic(step: Step) -> None:
    """Replay a step that stands in no transaction; what an interrupted one left is cleared."""
    with connection.cursor() as cursor:
        cursor.execute(_BROKEN_INDEXES)
        broken = [row[0] for row in cursor.fetchall()]
        for statement in (*broken, *(step.statements or ()), snapshot.noting([step.key])):
            cursor.execute(statement)


def _written(statement: str, params: Any) -> str:
    """Return a statement with its values in place."""
    return str(connection.ops.compose_sql(statement, params))  # type: ignore[attr-defined]


def _run(step: Step, route: Route) -> None:
    """Run a step written in Python, as Django would."""
    passed = [before.key for before in route.steps[: route.steps.index(step)]]
    migration, state = _prepared(step.key, route.before | frozenset(passed))
    with connection.schema_editor(atomic=migration.atomic) as editor:
        migration.apply(state.clone(), editor)
        MigrationRecorder(connection).record_applied(*step.key)


@lru_cache(maxsize=64)
def _prepared(key: Key, before: History) -> tuple[Migration, ProjectState]:
    """Return a migration and the models it finds; the same for every square on a route."""
    loader = _loader()
    state = _state_of(loader, before)
    state.apps  # noqa: B018 - rendered here, once, and not again in each square
    return loader.graph.nodes[key], state


@lru_cache(maxsize=1)
def _loader() -> MigrationLoader:
    return MigrationLoader(None)


def _state_of(loader: MigrationLoader, applied: Iterable[Key]) -> ProjectState:
    """Return the models as they are after some migrations, other apps' as they are today."""
    known = [key for key in applied if key in loader.graph.nodes]
    return loader.project_state(known, at_end=True)


def _step(migration: Migration, recorder: "_Recorder") -> Step:
    key = (migration.app_label, migration.name)
    own = connection.schema_name  # type: ignore[attr-defined]
    replayable = all(map(_only_statements, migration.operations)) and not any(
        own in statement for statement in recorder.statements
    )
    return Step(key, tuple(recorder.statements) if replayable else None, migration.atomic)


def _only_statements(operation: Operation) -> bool:
    """Tell whether an operation does nothing but send statements that fit every square."""
    if isinstance(operation, SeparateDatabaseAndState):
        return all(map(_only_statements, operation.database_operations))
    if isinstance(operation, RunSQL):
        # A function that is called by SELECT would look like one of Django's own questions.
        return isinstance(operation.sql, str) and _changes(operation.sql)
    return not isinstance(operation, RunPython) and operation.reduces_to_sql


def _changes(statement: str) -> bool:
    return statement.lstrip().upper().startswith(_CHANGES)


class _Recorder:
    """Writes down what changes a square; questions and the history are left out."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def __call__(
        self,
        execute: Callable[..., Any],
        statement: str,
        params: Any,
        many: bool,  # noqa: FBT001 - Django's signature
        context: dict[str, Any],
    ) -> Any:
        """Run the statement, and keep it with its values in place."""
        if _changes(statement) and '"django_migrations"' not in statement:
            written = _written(statement, params) if params else statement
            self.statements.append(written.rstrip("; \n"))
        return execute(statement, params, many, context)
