"""The template of a square: every statement its migrations would run, written down once.

Replaying it takes a tenth of the time of migrating. It is made from the migrations and never
edited; a test compares a replayed schema with a migrated one.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django_tenants.postgresql_backend.base import FakeTenant
from psycopg import sql

from commons.ids import NUMBERS
from tenants.context import outside

SCRATCH = "sq__scratch"  # no slug has two hyphens, so no square is called so
FILE = Path(__file__).with_name("square.json")

# A column added with "now" as its default: the template's tables are empty, so any moment does.
_MOMENT = re.compile(r"'\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?\+00:00'")
_SHAPING = {"CREATE", "ALTER", "DROP", "GRANT", "REVOKE"}
_ANY_MOMENT = "'2000-01-01 00:00:00+00:00'"

# How the indexes that keep no promise stand at the end, whatever they were called on the way.
_INDEXES = """
    SELECT c.relname,
           replace(replace(pg_get_indexdef(c.oid), format('%I.', current_schema()), ''),
                   'CREATE INDEX ', 'CREATE INDEX IF NOT EXISTS ')
      FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
     WHERE c.relnamespace = current_schema()::regnamespace AND NOT i.indisunique
     ORDER BY c.relname
"""


@dataclass(frozen=True)
class Snapshot:
    """What a new square is built from, one statement an entry, and the migrations it stands for.

    indexes: what makes the indexes that keep no promise, by their names; see `tenants.indexes`.
    """

    migrations: tuple[tuple[str, str], ...]
    statements: tuple[str, ...]
    indexes: Mapping[str, str]

    @property
    def mark(self) -> str:
        """What is noted on a schema that has all these migrations."""
        named = "\n".join(f"{app}.{name}" for app, name in sorted(self.migrations))
        return f"migrations {hashlib.sha256(named.encode()).hexdigest()[:16]}"


@lru_cache(maxsize=1)
def load() -> Snapshot:
    """Read the snapshot that lies beside this file."""
    content = json.loads(FILE.read_text())
    migrations = tuple((app, name) for app, name in content["migrations"])
    return Snapshot(migrations, tuple(content["statements"]), content["indexes"])


def marking(schema_name: str) -> sql.Composed:
    """Return the statement that notes on a schema that it has every migration of the snapshot."""
    template = sql.SQL("COMMENT ON SCHEMA {} IS {}")
    return template.format(sql.Identifier(schema_name), sql.Literal(load().mark))


def noting(migrations: Iterable[tuple[str, str]]) -> sql.Composed:
    """Return the statement that notes in a square's history that it has migrations."""
    template = sql.SQL("INSERT INTO django_migrations (app, name, applied) VALUES {}")
    row = sql.SQL("({}, {}, now())")
    rows = [row.format(sql.Literal(app), sql.Literal(name)) for app, name in migrations]
    return template.format(sql.SQL(", ").join(rows))


def write() -> Snapshot:
    """Make the snapshot from the migrations and write it beside this file."""
    made = make()
    FILE.write_text(json.dumps(made.__dict__, indent=1, ensure_ascii=False) + "\n")
    load.cache_clear()
    return made


def make() -> Snapshot:
    """Migrate a scratch schema, write down its DDL, and roll everything back.

    Cost: as long as migrating a square takes, about 3 s. Leaves nothing behind.
    """
    recorder = _Recorder()
    with outside(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'CREATE SCHEMA "{SCRATCH}"')
        connection.set_tenant(FakeTenant(schema_name=SCRATCH))  # type: ignore[attr-defined]
        with connection.execute_wrapper(recorder):
            migrations = migrate_in_place()
        cursor.execute(_INDEXES)
        indexes = dict(cursor.fetchall())
        transaction.set_rollback(True)
    return Snapshot(tuple(migrations), tuple(recorder.statements), indexes)


def migrate_in_place() -> list[tuple[str, str]]:
    """Apply every migration of a square's apps to the schema in force; returns their names."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SEQUENCE {NUMBERS}")
    executor = MigrationExecutor(connection)
    executor.recorder.ensure_schema()
    state = executor.loader.project_state(())
    labels, applied = square_labels(), []
    for key in _in_order(executor.loader):
        migration = executor.loader.graph.nodes[key]
        if key[0] not in labels:
            state = migration.mutate_state(state, preserve=False)
            continue
        with connection.schema_editor(atomic=True) as editor:
            state = migration.apply(state, editor)
        applied.append(key)
    return applied


class _Recorder:
    """Writes down the DDL that passes through the connection."""

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
        """Run the statement, keeping what shapes the schema, but no index that can wait."""
        words = statement.upper().split(None, 2)
        if words[0] in _SHAPING and words[:2] != ["CREATE", "INDEX"]:
            self.statements.append(_MOMENT.sub(_ANY_MOMENT, statement.rstrip("; ")))
        return execute(statement, params, many, context)


def square_labels() -> set[str]:
    """Return the labels of the apps that every square has."""
    return labels_of(settings.TENANT_APPS)


def labels_of(names: Sequence[str]) -> set[str]:
    """Return the labels of apps given by their full names."""
    return {config.label for config in apps.get_app_configs() if config.name in set(names)}


def _in_order(loader: MigrationLoader) -> list[tuple[str, str]]:
    """Return all migrations, each after those it depends on."""
    ordered: dict[tuple[str, str], None] = {}
    for leaf in sorted(loader.graph.leaf_nodes()):
        for key in loader.graph.forwards_plan(leaf):
            ordered.setdefault(key)
    return list(ordered)
