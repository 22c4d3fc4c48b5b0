"""Brings schemas up to date: public by Django's executor, squares by the routes they share.

Each schema carries a mark that says which migrations it has, so that one statement tells, for all
squares, which are behind. A mark may lag behind what it stands for, never run ahead: whoever is
stopped begins again where the marks stand. A square that fails is named and passed over.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import CharField, Func
from psycopg.errors import DeadlockDetected, LockNotAvailable
from psycopg.sql import SQL, Identifier

from tenants import many, routes, snapshot
from tenants.context import inside, outside
from tenants.models.square import Square
from tenants.routes import History, Route, Say

# How long a step waits for a busy table. In a square, readers who come after it wait as long.
PATIENCE, PATIENCE_IN_PUBLIC = "400ms", "5s"
# How often a square is tried whose tables were busy, and how long it is left alone in between.
ROUNDS, PAUSE_SECONDS = 6, 1.0
_INDEXES_OF = """
    SELECT n.nspname, count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'i' AND n.nspname = ANY(%s) GROUP BY n.nspname
"""


@dataclass(frozen=True)
class Outcome:
    """What became of one square: migrations applied, or why not.

    busy: it was left alone because its tables were in use; nothing is wrong with it.
    """

    slug: str
    applied: int
    error: str = ""
    busy: bool = False


@dataclass(frozen=True)
class Standing:
    """Which squares are up to date, and which are behind, by the mark they carry."""

    current: list[Square]
    behind: dict[str, list[Square]]

    @property
    def count_behind(self) -> int:
        """How many are behind."""
        return sum(map(len, self.behind.values()))


def migrate_public(say: Say) -> int:
    """Apply what the platform's own schema lacks; returns how many migrations."""
    with outside(), _alone(PATIENCE_IN_PUBLIC):
        _own_public()
        return _migrate(say, snapshot.labels_of(settings.SHARED_APPS))


def look(*, closely: bool = False) -> Standing:
    """Return which squares are behind.

    closely: do not trust the marks, and look into each square.
    Cost: one statement, however many squares there are.
    """
    wanted, current = snapshot.load().mark, list[Square]()
    behind: dict[str, list[Square]] = defaultdict(list)
    with outside():
        squares = Square.objects.filter(built_at__isnull=False).annotate(mark=_Mark("schema_name"))
        for square in squares.order_by("pk"):
            mark = "" if closely else square.mark or ""
            (current if mark == wanted else behind[mark]).append(square)
    return Standing(current, dict(behind))


def migrate_squares(
    say: Say,
    *,
    workers: int = 1,
    closely: bool = False,
    begun: Callable[[Standing], None] = lambda _standing: None,
) -> Iterator[Outcome]:
    """Apply what each square lacks, and tell what became of every one.

    workers: how many squares at once, each on a connection of its own.  closely: as in `look`.
    begun: called once it is known how much there is to do.
    A square that was founded meanwhile, by programs of the release before, gets its share too.
    """
    standing = look(closely=closely)
    begun(standing)
    for square in standing.current:
        yield Outcome(square.slug, 0)
    tried = {square.pk for squares in standing.behind.values() for square in squares}
    yield from _migrate_behind(standing.behind, say, workers)
    if tried:
        late = {
            mark: [square for square in squares if square.pk not in tried]
            for mark, squares in look().behind.items()
        }
        yield from _migrate_behind(late, say, workers)


def _migrate_behind(
    waiting: Mapping[str, list[Square]], say: Say, workers: int
) -> Iterator[Outcome]:
    """Apply what squares lack; those that are busy are tried again after all the others."""
    for last in (*[False] * (ROUNDS - 1), True):
        busy: dict[str, list[Square]] = defaultdict(list)
        for mark, squares in waiting.items():
            known = {square.slug: square for square in squares}
            for outcome in _migrate_alike(squares, say, workers):
                if outcome.busy and not last:
                    busy[mark].append(known[outcome.slug])
                else:
                    yield outcome
        waiting = busy
        if not waiting:
            return
        time.sleep(PAUSE_SECONDS)


def follow_in(route: Route, square: Square) -> Outcome:
    """Take one square along a route; a failure is told, never raised."""
    try:
        with inside(square), _alone(PATIENCE):
            return Outcome(square.slug, _follow(route))
    except Exception as error:  # noqa: BLE001 - one square must not stop the others
        return _failed(square, error)


def _mark() -> None:
    with connection.cursor() as cursor:
        cursor.execute(snapshot.marking(connection.schema_name))  # type: ignore[attr-defined]


class _Mark(Func):
    """What is noted on a schema, given its name."""

    template = "obj_description(to_regnamespace(quote_ident(%(expressions)s))::oid, 'pg_namespace')"
    output_field = CharField()


def _migrate_alike(squares: Sequence[Square], say: Say, workers: int) -> Iterator[Outcome]:
    """Migrate squares that carry one mark: the first finds the route, the others follow."""
    rest = _fullest_first(squares)
    while rest:
        square = rest.pop(0)
        outcome, route = _explore_in(square, say)
        yield outcome
        if route is not None:
            break
    else:
        return
    pool = many.in_processes if route.in_python else many.in_threads
    yield from pool(partial(follow_in, route), rest, workers=workers)


def _fullest_first(squares: Sequence[Square]) -> list[Square]:
    """Put those with the most indexes first: what a release does to one is found out where it is.

    The others have not grown yet (`tenants.indexes`).  Cost: one statement.
    """
    with outside(), connection.cursor() as cursor:
        cursor.execute(_INDEXES_OF, [[square.schema_name for square in squares]])
        counts = dict(cursor.fetchall())
    return sorted(squares, key=lambda square: -counts.get(square.schema_name, 0))


def _explore_in(square: Square, say: Say) -> tuple[Outcome, Route | None]:
    """Migrate one square by Django, and return the route for those like it, if there was one."""
    try:
        with inside(square), _alone(PATIENCE):
            before = routes.history()
            if set(snapshot.load().migrations) <= before:
                _mark()
                return Outcome(square.slug, 0), None
            route = routes.explore(before, say)
            _mark()
            return Outcome(square.slug, len(route.steps)), route
    except Exception as error:  # noqa: BLE001 - one square must not stop the others
        return _failed(square, error), None


def _follow(route: Route) -> int:
    """Take the schema in force along a route, if it stands where the route begins."""
    before = routes.history()
    if set(snapshot.load().migrations) <= before:
        _mark()
        return 0
    if before != route.before:
        return _find_own_way(before)
    try:
        with transaction.atomic() if route.in_one_piece else nullcontext():
            applied = routes.follow(route)
            _mark()
    except OperationalError:  # busy, or Postgres is in trouble: another way would not help
        raise
    except DatabaseError:
        return _find_own_way(routes.history())
    return applied


def _find_own_way(before: History) -> int:
    """Migrate a square that is not like the others, by Django."""
    applied = len(routes.explore(before, lambda _line: None).steps)
    _mark()
    return applied


def _failed(square: Square, error: Exception) -> Outcome:
    cause = error.__cause__
    busy = isinstance(error, OperationalError) and isinstance(
        cause, LockNotAvailable | DeadlockDetected
    )
    return Outcome(square.slug, 0, f"{type(error).__name__}: {error}".strip(), busy=busy)


@contextmanager
def _alone(patience: str) -> Iterator[None]:
    """Migrate a schema once at a time, and wait for a busy table only so long."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('migrate:' || current_schema()))")
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [patience])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('lock_timeout', '0', false),"
                " pg_advisory_unlock(hashtext('migrate:' || current_schema()))"
            )


def _own_public() -> None:
    """Let the login role create in public even where it inherits nothing from its groups."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_schema_privilege('public', 'CREATE'), current_user")
        allowed, me = cursor.fetchone()
        if not allowed:
            cursor.execute("SET ROLE pg_database_owner")
            cursor.execute(SQL("GRANT ALL ON SCHEMA public TO {}").format(Identifier(me)))
            cursor.execute("RESET ROLE")


def _migrate(say: Say, labels: set[str]) -> int:
    executor = MigrationExecutor(connection, lambda *step: _report(say, *step))
    leaves = [key for key in executor.loader.graph.leaf_nodes() if key[0] in labels]
    plan = executor.migration_plan(leaves)
    executor.migrate(leaves, plan)
    return len(plan)


def _report(say: Say, action: str, migration: object = None, fake: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's signature
    if action == "apply_success":
        say(str(migration))
