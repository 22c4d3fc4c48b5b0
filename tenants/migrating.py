"""Brings schemas up to date: public by Django's executor, squares one after another.

Squares whose history already holds every migration are skipped by one statement each.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from psycopg.sql import SQL, Identifier

from tenants import snapshot
from tenants.context import inside, outside
from tenants.models.square import Square

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Outcome:
    """What became of one square: migrations applied, or why not."""

    slug: str
    applied: int
    error: str = ""


def migrate_public(say: Progress) -> int:
    """Apply what the platform's own schema lacks; returns how many migrations."""
    with outside():
        _own_public()
        return _migrate(say)


def migrate_squares(say: Progress) -> Iterator[Outcome]:
    """Apply what each square lacks; one that fails is reported and passed over."""
    with outside():
        squares = list(Square.objects.filter(built_at__isnull=False).order_by("pk"))
    wanted = set(snapshot.load().migrations)
    for square in squares:
        with inside(square):
            if wanted <= _history():
                yield Outcome(square.slug, 0)
                continue
            try:
                yield Outcome(square.slug, _migrate(say))
            except Exception as error:  # one square must not stop the others
                yield Outcome(square.slug, 0, f"{type(error).__name__}: {error}")


def _own_public() -> None:
    """Let the login role create in public even where it inherits nothing from its groups."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_schema_privilege('public', 'CREATE'), current_user")
        allowed, me = cursor.fetchone()
        if not allowed:
            cursor.execute("SET ROLE pg_database_owner")
            cursor.execute(SQL("GRANT ALL ON SCHEMA public TO {}").format(Identifier(me)))
            cursor.execute("RESET ROLE")


def _migrate(say: Progress) -> int:
    executor = MigrationExecutor(connection, lambda *step: _report(say, *step))
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    executor.migrate(executor.loader.graph.leaf_nodes(), plan)
    return len(plan)


def _report(say: Progress, action: str, migration: object = None, fake: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's signature
    if action == "apply_success":
        say(str(migration))


def _history() -> set[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        return set(cursor.fetchall())
