"""A square is built whole or not at all, wherever the building was interrupted.

These tests commit, as the real thing does, and clear up after themselves.
"""

import threading
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from tenants import actions, provisioning, snapshot, walls
from tenants.actions import FoundingRequest
from tenants.context import inside, outside
from tenants.errors import PlanExhausted, SlugTaken

NOW = datetime(2026, 6, 1, tzinfo=UTC)
SLUG = "lindenau"


class PowerCut(Exception):
    """The machine stops here."""


@pytest.fixture
def ground(django_db_setup, django_db_blocker):
    """Commit for real, and leave everything as it was found."""
    with django_db_blocker.unblock():
        last_act = _sql("SELECT coalesce(max(seq), 0) FROM commons_auditentry")[0][0]
        try:
            yield
        finally:
            connection.close()
            _clear(last_act)
            connection.close()


def _clear(last_act):
    from tenants.models.foundation import Foundation
    from tenants.models.square import Square

    with outside():
        ours = Square.objects.filter(slug=SLUG)
        for square in ours:
            provisioning.tear_down(schema_name=square.schema_name, role=square.role)
        ours.delete()
        Foundation.objects.filter(name__startswith="Race").delete()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("GRANT DELETE ON commons_auditentry TO CURRENT_USER")
            cursor.execute("DELETE FROM commons_auditentry WHERE seq > %s", [last_act])
            cursor.execute("REVOKE DELETE ON commons_auditentry FROM CURRENT_USER")
    assert walls.look_for_holes() == []


def _sql(statement, *params):
    with outside(), connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall()


def _founded():
    """Return a square whose row is written and whose schema is not built."""
    from tenants.models.foundation import Foundation
    from tenants.models.square import Square

    with outside():
        return Square.objects.create(
            foundation=Foundation.objects.get(name="Agora Foundation"),
            schema_name=f"sq_{SLUG}",
            slug=SLUG,
            skeleton="llndenau",
            name="Lindenau",
            language="de",
            jurisdiction="DE",
            charter_template="community",
            founded_at=NOW,
        )


def _again():
    """Return the square as a worker finds it after the crash."""
    from tenants.models.square import Square

    with outside():
        return Square.objects.select_related("foundation").get(slug=SLUG)


def _assert_whole(square):
    from squares.charter.models import Charter, Rule

    columns = (
        "SELECT table_name, column_name, data_type FROM information_schema.columns "
        "WHERE table_schema = %s ORDER BY 1, ordinal_position"
    )
    assert _sql(columns, square.schema_name) == _sql(columns, "sq_agora")
    with inside(square):
        assert Charter.objects.count() == 1
        rules = list(Rule.objects.order_by("position").values_list("position", flat=True))
        assert rules == list(range(1, len(rules) + 1))
        assert rules
        with connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
            assert tuple(cursor.fetchall()) == snapshot.load().migrations
    assert _again().built_at == NOW
    assert walls.look_for_holes() == []


def _assert_nothing_half(square):
    """There is a whole schema with its role, or neither."""
    schemas = _sql("SELECT 1 FROM pg_namespace WHERE nspname = %s", square.schema_name)
    roles = _sql("SELECT 1 FROM pg_roles WHERE rolname = %s", square.role)
    tables = _sql("SELECT count(*) FROM pg_tables WHERE schemaname = %s", square.schema_name)[0][0]
    whole = _sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'sq_agora'")[0][0]
    assert (len(schemas), len(roles), tables) in {(0, 0, 0), (1, 1, whole)}
    assert _again().built_at in {None, NOW}
    assert walls.look_for_holes() == []


@contextmanager
def _crash_at(number, crash):
    """Let a number of statements pass, then crash."""
    passed = []

    def watch(execute, statement, params, many, context):
        if len(passed) == number:
            crash()
        passed.append(statement)
        return execute(statement, params, many, context)

    with connection.execute_wrapper(watch):
        yield passed


def _cut_power():
    raise PowerCut


def _lose_connection():
    connection.connection.close()


def test_building_is_quick_enough_to_watch(ground):
    square = _founded()
    provisioning.build(square, at=NOW)
    _assert_whole(square)


@pytest.mark.parametrize("step", range(len(provisioning.STEPS)))
@pytest.mark.parametrize("moment", ["before", "after"])
def test_crash_around_a_step_is_made_good(ground, monkeypatch, step, moment):
    square, real = _founded(), provisioning.STEPS[step]

    def crash(*args):
        if moment == "after":
            real(*args)
        raise PowerCut

    with monkeypatch.context() as patch:
        steps = [*provisioning.STEPS[:step], crash, *provisioning.STEPS[step + 1 :]]
        patch.setattr(provisioning, "STEPS", steps)
        with pytest.raises(PowerCut):
            provisioning.build(square, at=NOW)
    connection.close()
    _assert_nothing_half(square)
    provisioning.build(_again(), at=NOW)
    _assert_whole(square)


def test_crash_between_any_two_statements_is_made_good(ground):
    square = _founded()
    with _crash_at(-1, _cut_power) as statements:
        provisioning.build(square, at=NOW)
    count = len(statements)
    assert count > len(snapshot.load().statements)
    provisioning.tear_down(schema_name=square.schema_name, role=square.role)
    early, late = range(10), range(count - 14, count)
    for number in sorted({*early, *range(10, count, 31), *late}):
        _reset(square)
        with pytest.raises(PowerCut), _crash_at(number, _cut_power):
            provisioning.build(_again(), at=NOW)
        connection.close()
        _assert_nothing_half(square)
    provisioning.build(_again(), at=NOW)
    _assert_whole(square)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.98])
def test_lost_connection_is_made_good(ground, share):
    from django.db import InterfaceError, OperationalError

    square = _founded()
    number = int(share * len(snapshot.load().statements))
    with pytest.raises((OperationalError, InterfaceError)), _crash_at(number, _lose_connection):
        provisioning.build(square, at=NOW)
    connection.close()
    _assert_nothing_half(square)
    provisioning.build(_again(), at=NOW)
    _assert_whole(square)


def _reset(square):
    from tenants.models.square import Square

    provisioning.tear_down(schema_name=square.schema_name, role=square.role)
    with outside():
        Square.objects.filter(pk=square.pk).update(built_at=None)


def test_building_twice_changes_nothing(ground):
    square = _founded()
    provisioning.build(square, at=NOW)
    provisioning.build(_again(), at=datetime(2027, 1, 1, tzinfo=UTC))
    _assert_whole(square)


def test_two_workers_building_at_once_build_one(ground):
    square = _founded()
    outcomes = _at_once(lambda: provisioning.build(_again(), at=NOW), 3)
    assert all(not isinstance(outcome, Exception) for outcome in outcomes)
    _assert_whole(square)


def test_tearing_down_twice_is_harmless(ground):
    square = _founded()
    provisioning.build(square, at=NOW)
    for _time in range(2):
        provisioning.tear_down(schema_name=square.schema_name, role=square.role)
    assert not _sql("SELECT 1 FROM pg_roles WHERE rolname = %s", square.role)
    assert not _sql("SELECT 1 FROM pg_namespace WHERE nspname = %s", square.schema_name)


def _officer(name, **entitlements):
    """Return an owner of a new foundation, committed."""
    from accounts.models import User
    from tenants.models.foundation import Foundation, Officer

    with outside():
        foundation = Foundation.objects.create(
            name=f"Race {name}",
            country="DE",
            contact_email="race@example.org",
            entitlements=entitlements,
            founded_at=NOW,
        )
        user = User.objects.get(email="ola@example.org")
        return Officer.objects.create(foundation=foundation, user=user, role="owner", since=NOW)


def _at_once(act, *arguments):
    """Do something in several threads at the same moment; return what came of each."""
    calls = list(range(arguments[0])) if isinstance(arguments[0], int) else list(arguments)
    start, outcomes = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place, argument):
        try:
            start.wait(timeout=10)
            outcomes[place] = act() if isinstance(argument, int) else act(argument)
        except Exception as error:  # noqa: BLE001 - the outcome is what is asked for
            outcomes[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=call) for call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes


def _found(officer):
    asked = FoundingRequest(name="Lindenau", slug=SLUG, language="de", jurisdiction="DE")
    return actions.found_square(request=asked, by=officer, at=NOW)


def test_two_officers_racing_for_an_address_one_wins(ground):
    from tenants.models.square import Square

    outcomes = _at_once(_found, _officer("one"), _officer("two"), _officer("three"))
    squares = [outcome for outcome in outcomes if isinstance(outcome, Square)]
    assert len(squares) == 1, outcomes
    assert sum(isinstance(outcome, SlugTaken) for outcome in outcomes) == 2, outcomes
    _assert_whole(squares[0])


def test_one_foundation_racing_past_its_plan_founds_one(ground):
    from tenants.models.foundation import Foundation
    from tenants.models.square import Square

    officer = _officer("plan", squares=1)
    outcomes = _at_once(_found, officer, officer)
    assert sum(isinstance(outcome, Square) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, (PlanExhausted, SlugTaken)) for outcome in outcomes) == 1
    with outside():
        assert (
            Square.objects.filter(foundation=Foundation.objects.get(name="Race plan")).count() == 1
        )


def test_roles_of_long_names_are_never_shared(settings, monkeypatch):
    from tenants.models.square import role_name

    monkeypatch.setitem(settings.DATABASES["default"], "NAME", "d" * 40)
    one, other = role_name("sq_" + "x" * 39 + "1"), role_name("sq_" + "x" * 39 + "2")
    assert one != other
    assert max(len(one), len(other)) <= 63
