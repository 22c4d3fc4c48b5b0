"""Brings schemas up to date: public by Django's executor, squares one after another.

Squares whose history already holds every migration are skipped by one statement each.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from psycopg.sql import SQL, Identifier

from tenants import snapshot
from tenants.context import inside, outside
from tenants.models.square import Square

Progress = Callable[[str], None]

PATIENCE = "5s"


@dataclass(frozen=True)
class Outcome:
    """What became of one square: migrations applied, or why not."""

    slug: str
    applied: int
    error: str = ""


def migrate_public(say: Progress) -> int:
    """Apply what the platform's own schema lacks; returns how many migrations."""
    with outside(), _alone():
        _own_public()
        return _migrate(say, snapshot.labels_of(settings.SHARED_APPS))


def migrate_squares(say: Progress) -> Iterator[Outcome]:
    """Apply what each square lacks; one that fails is reported and passed over."""
    with outside():
        squares = list(Square.objects.filter(built_at__isnull=False).order_by("pk"))
    wanted = set(snapshot.load().migrations)
    for square in squares:
        yield _migrate_square(square, wanted, say)


def _migrate_square(square: Square, wanted: set[tuple[str, str]], say: Progress) -> Outcome:
    labels = snapshot.square_labels()
    with inside(square):
        if wanted <= _history():
            return Outcome(square.slug, 0)
        try:
            with _alone():
                return Outcome(square.slug, _migrate(say, labels))
        except Exception as error:  # noqa: BLE001 - one square must not stop the others
            return Outcome(square.slug, 0, f"{type(error).__name__}: {error}")


@contextmanager
def _alone() -> Iterator[None]:
    """Migrate a schema once at a time, and wait for a busy table only so long."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('migrate:' || current_schema()))")
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [PATIENCE])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', '0', false)")
            cursor.execute("SELECT pg_advisory_unlock(hashtext('migrate:' || current_schema()))")


def _own_public() -> None:
    """Let the login role create in public even where it inherits nothing from its groups."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_schema_privilege('public', 'CREATE'), current_user")
        allowed, me = cursor.fetchone()
        if not allowed:
            cursor.execute("SET ROLE pg_database_owner")
            cursor.execute(SQL("GRANT ALL ON SCHEMA public TO {}").format(Identifier(me)))
            cursor.execute("RESET ROLE")


def _migrate(say: Progress, labels: set[str]) -> int:
    executor = MigrationExecutor(connection, lambda *step: _report(say, *step))
    leaves = [key for key in executor.loader.graph.leaf_nodes() if key[0] in labels]
    plan = executor.migration_plan(leaves)
    executor.migrate(leaves, plan)
    return len(plan)


def _report(say: Progress, action: str, migration: object = None, fake: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's signature
    if action == "apply_success":
        say(str(migration))


def _history() -> set[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        return set(cursor.fetchall())
