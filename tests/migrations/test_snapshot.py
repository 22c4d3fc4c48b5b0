"""The template of a square is what its migrations make, to the last column and privilege."""

import io
import re

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from tenants import indexes, migrating, provisioning, routes, snapshot
from tenants.context import inside, outside
from tenants.models.square import Square

MIGRATED = "sq__migrated"
_KINDS = re.compile(r"::(character varying|text)(\[\])?|[()]")

CATALOGUE = {
    "tables": """
        SELECT c.relname, c.relkind::text, c.relpersistence::text FROM pg_class c
        WHERE c.relnamespace = %(schema)s::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
    """,
    "columns": """
        SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
            a.attidentity::text, a.attgenerated::text, coalesce(pg_get_expr(d.adbin, d.adrelid), ''),
            a.attnum, coalesce(l.collname, '')
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        LEFT JOIN pg_collation l ON l.oid = a.attcollation
        WHERE c.relnamespace = %(schema)s::regnamespace AND c.relkind = 'r'
        AND a.attnum > 0 AND NOT a.attisdropped
    """,
    "constraints": """
        SELECT c.relname, k.conname, k.contype::text, pg_get_constraintdef(k.oid), k.condeferrable,
            k.convalidated
        FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
        WHERE c.relnamespace = %(schema)s::regnamespace
    """,
    "indexes": """
        SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = %(schema)s
    """,
    "privileges": """
        SELECT c.relname,
            CASE WHEN x.grantee = c.relowner THEN 'owner' ELSE x.grantee::regrole::text END,
            x.privilege_type
        FROM pg_class c, aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) x
        WHERE c.relnamespace = %(schema)s::regnamespace AND c.relkind IN ('r', 'p')
    """,
}


def test_no_model_waits_for_a_migration(db):
    out = io.StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=out, stderr=out)
    assert "No changes detected" in out.getvalue()


def test_template_is_what_the_migrations_make_today(db):
    made = snapshot.make()
    assert made.migrations == snapshot.load().migrations, "run manage.py make_snapshot"
    assert made.statements == snapshot.load().statements, "run manage.py make_snapshot"
    assert made.indexes == snapshot.load().indexes, "run manage.py make_snapshot"
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [snapshot.SCRATCH])
        assert cursor.fetchone() is None, "making it left something behind"


def test_template_names_no_schema_and_defers_nothing():
    for statement in snapshot.load().statements:
        assert snapshot.SCRATCH not in statement
        assert "DEFERRABLE" not in statement
        assert "TRIGGER" not in statement


@pytest.fixture
def migrated(db):
    """Make a schema by migrating, as an old square was made; gone after the test."""
    from django_tenants.postgresql_backend.base import FakeTenant

    with outside(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'CREATE SCHEMA "{MIGRATED}"')
        connection.set_tenant(FakeTenant(schema_name=MIGRATED))
        snapshot.migrate_in_place()
    return MIGRATED


def test_replayed_square_is_a_migrated_square(agora, migrated):
    indexes.complete(agora)
    for part in CATALOGUE:
        assert _plain(_read(part, agora.schema_name)) == _plain(_read(part, migrated))


def test_comparison_sees_a_difference(agora, migrated):
    with outside(), connection.cursor() as cursor:
        cursor.execute(f'ALTER TABLE "{MIGRATED}".members_member ALTER handle TYPE varchar(31)')
        cursor.execute(f'GRANT UPDATE ON "{MIGRATED}".commons_auditentry TO CURRENT_USER')
        cursor.execute(f'DROP INDEX "{MIGRATED}".member_waiting')
    for part in ("columns", "privileges", "indexes"):
        assert _read(part, agora.schema_name) != _read(part, migrated)


def _plain(rows):
    """Leave out how Postgres writes down what kind a text is: it differs when it reads it back."""
    return [tuple(_KINDS.sub("", value) for value in row) for row in rows]


def _read(part, schema):
    with outside(), connection.cursor() as cursor:
        cursor.execute(CATALOGUE[part], {"schema": schema})
        rows = cursor.fetchall()
    assert rows
    return sorted(tuple(str(value).replace(schema, "«square»") for value in row) for row in rows)


def test_audit_chain_of_a_square_cannot_be_rewritten(in_agora):
    with connection.cursor() as cursor:
        for right, expected in (
            ("INSERT", True),
            ("SELECT", True),
            ("UPDATE", False),
            ("DELETE", False),
        ):
            cursor.execute("SELECT has_table_privilege('commons_auditentry', %s)", [right])
            assert cursor.fetchone()[0] is expected


def test_squares_that_are_up_to_date_cost_one_statement(agora, forum, django_assert_num_queries):
    with django_assert_num_queries(1):
        outcomes = list(migrating.migrate_squares(lambda _line: None))
    assert [(o.slug, o.applied, o.error) for o in outcomes] == [("agora", 0, ""), ("forum", 0, "")]


def test_square_that_lacks_a_migration_gets_it_and_the_others_stay(agora, forum):
    last = snapshot.load().migrations[-1]
    with inside(agora), connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE (app, name) = (%s, %s)", last)
        cursor.execute(f'DROP TABLE "{_table_of(last[0])}"')
        cursor.execute("COMMENT ON SCHEMA sq_agora IS 'migrations of another release'")
    outcomes = {o.slug: o for o in migrating.migrate_squares(lambda _line: None)}
    assert outcomes["agora"].applied == 1
    assert outcomes["forum"].applied == 0
    with inside(agora), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()")
        whole = cursor.fetchone()[0]
    with inside(forum), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()")
        assert cursor.fetchone()[0] == whole


def _table_of(label):
    from django.apps import apps

    return next(iter(apps.get_app_config(label).get_models()))._meta.db_table


def test_square_that_fails_is_named_and_passed_over(agora, forum, monkeypatch):
    def fail(before, say):
        if connection.schema_name == "sq_agora":
            raise RuntimeError("no room on disk")
        return routes.Route(before, (routes.Step(("posts", "0002_new"), ()),))

    for square in (agora, forum):
        with inside(square), connection.cursor() as cursor:
            cursor.execute(f"COMMENT ON SCHEMA {square.schema_name} IS 'of another release'")
    monkeypatch.setattr(routes, "history", frozenset)
    monkeypatch.setattr(routes, "explore", fail)
    outcomes = {o.slug: o for o in migrating.migrate_squares(lambda _line: None)}
    assert outcomes["agora"].error == "RuntimeError: no room on disk"
    assert outcomes["forum"].applied == 1


def test_commands_say_what_they_did(agora, forum, monkeypatch):
    out = io.StringIO()
    call_command("migrate_squares", stdout=out)
    assert "2 squares are up to date" in out.getvalue()
    call_command("migrate_platform", stdout=out)
    assert "public: 0 migrations applied" in out.getvalue()


def test_schema_of_no_square_is_a_hole(agora):
    from tenants import walls

    with outside(), connection.cursor() as cursor:
        cursor.execute('CREATE SCHEMA "sq_orphan"')
    assert [(h.place, h.what) for h in walls.look_for_holes()] == [
        ("sq_orphan", "is a schema of no square")
    ]


def test_built_square_holds_no_public_table(agora):
    public = {"tenants_square", "tenants_foundation", "ops_operator", "billing_plan"}
    with outside(), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [agora.schema_name])
        assert not public & {row[0] for row in cursor.fetchall()}
    assert provisioning._exists(Square.objects.get(slug="agora").schema_name)
