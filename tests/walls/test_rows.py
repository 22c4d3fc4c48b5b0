"""No row of one square is reached from the other: not by the ORM, not by SQL, not from public.

Generated over every model, so that a table of tomorrow is covered the day it appears.
"""

import pytest
from django.db import ProgrammingError, connection, transaction

from tenants.context import inside, outside
from walls import rows

SQUARE_MODELS = rows.square_models()
PUBLIC_MODELS = rows.public_models()
PRIVILEGE_MISSING = "42501"  # https://www.postgresql.org/docs/current/errcodes-appendix.html

TOUCHES = {
    "read": "SELECT * FROM {table} LIMIT 1",
    "write": "UPDATE {table} SET {column} = {column}",
    "delete": "DELETE FROM {table}",
    "add": "INSERT INTO {table} DEFAULT VALUES",
    "truncate": "TRUNCATE {table}",
    "reshape": "ALTER TABLE {table} ADD COLUMN hole integer",
    "drop": "DROP TABLE {table} CASCADE",
    "lock": "LOCK TABLE {table} IN ACCESS SHARE MODE",
    "copy": "COPY {table} TO STDOUT",
    "give": "GRANT SELECT ON {table} TO PUBLIC",
}


def _label(model):
    return model._meta.label_lower


def _refused(statement):
    """Tell whether Postgres refuses a statement for want of a right, and for nothing else."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except ProgrammingError as error:
        assert error.__cause__.sqlstate == PRIVILEGE_MISSING, error  # noqa: PT017 - the code is the point
        return True
    return False


def _statements(model, schema):
    column = model._meta.concrete_fields[0].column
    table = f'"{schema}"."{model._meta.db_table}"'
    return {name: sql.format(table=table, column=f'"{column}"') for name, sql in TOUCHES.items()}


def test_the_tests_know_every_model():
    assert len(SQUARE_MODELS) > 30
    assert len(PUBLIC_MODELS) > 5


@pytest.mark.parametrize("model", SQUARE_MODELS, ids=_label)
def test_row_of_one_square_is_not_in_the_other(agora, forum, model):
    with inside(forum):
        before = set(model._base_manager.values_list("pk", flat=True))
    with inside(agora):
        row = rows.make(model)
        assert model._base_manager.filter(pk=row.pk).exists()
    with inside(forum):
        assert set(model._base_manager.values_list("pk", flat=True)) == before
    if row.pk not in before:
        with inside(forum), pytest.raises(model.DoesNotExist):
            model._base_manager.get(pk=row.pk)


@pytest.mark.parametrize("model", SQUARE_MODELS, ids=_label)
def test_postgres_refuses_one_square_to_touch_the_other(agora, forum, model):
    with inside(forum):
        for name, statement in _statements(model, agora.schema_name).items():
            assert _refused(statement), name


@pytest.mark.parametrize("model", SQUARE_MODELS, ids=_label)
def test_postgres_refuses_the_platform_to_touch_a_square(agora, model):
    with outside():
        for name, statement in _statements(model, agora.schema_name).items():
            assert _refused(statement), name


@pytest.mark.parametrize("model", PUBLIC_MODELS, ids=_label)
def test_postgres_refuses_a_square_to_touch_what_the_platform_knows(forum, model):
    with inside(forum):
        for name, statement in _statements(model, "public").items():
            assert _refused(statement), name


@pytest.mark.parametrize("model", SQUARE_MODELS, ids=_label)
def test_square_works_freely_in_its_own_tables(forum, model):
    """The refusals above mean something: at home the same reading is allowed."""
    with inside(forum):
        assert not _refused(_statements(model, forum.schema_name)["read"])


def test_square_makes_no_schema_and_nothing_in_public(forum):
    with inside(forum):
        assert _refused("CREATE SCHEMA hole")
        assert _refused("CREATE TABLE public.hole (id integer)")
        assert _refused('CREATE ROLE "hole"')


def test_names_of_another_schema_are_no_way_round(agora, forum):
    """A search path that names another square finds nothing there."""
    with inside(forum), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('search_path', %s, true)", [agora.schema_name])
        with pytest.raises(ProgrammingError), transaction.atomic():
            cursor.execute("SELECT * FROM members_member")


def test_every_wall_stands_in_the_catalogue(agora, forum):
    from tenants import walls

    assert walls.look_for_holes() == []


def test_hole_would_be_seen(agora, forum):
    from tenants import walls

    with outside(), connection.cursor() as cursor:
        cursor.execute(f'SET LOCAL ROLE "{agora.role}"')
        cursor.execute(f'GRANT USAGE ON SCHEMA "{agora.schema_name}" TO "{forum.role}"')
        cursor.execute(f'GRANT SELECT ON "{agora.schema_name}".posts_post TO PUBLIC')
        cursor.execute("RESET ROLE")
        cursor.execute(f'GRANT SELECT ON public.tenants_square TO "{forum.role}"')
        cursor.execute(f'GRANT "{agora.role}" TO "{forum.role}"')
    found = {hole.place: hole.what for hole in walls.look_for_holes()}
    assert "is open to" in found[agora.schema_name]
    assert f"{agora.schema_name}.posts_post" in found
    assert "public.tenants_square" in found
    assert agora.role in found
