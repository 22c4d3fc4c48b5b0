"""A connection to Postgres lives long, but not through more squares than it can remember."""

from functools import partial
from types import SimpleNamespace

import psycopg
import pytest
from django.db import DatabaseError, OperationalError, connection

from commons.statements import fetch
from tenants import many
from tenants.context import inside, outside
from townsquares.database import base


def _backend():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def _visit(squares, _square):
    """Stand in squares one after another, as requests do, and return whose connection it was."""
    found = []
    for square in squares:
        with inside(square):
            found.append(_backend())
        connection.close_if_unusable_or_obsolete()
    with outside():
        return found


def _in_threads(squares):
    """Ask on connections of their own: the tests' own stands in a transaction."""
    return next(many.in_threads(partial(_visit, squares), [squares[0]] * 2, workers=2))


def test_few_squares_share_one_connection_for_long(agora, forum):
    assert len(set(_in_threads([agora, forum] * 10))) == 1


def test_after_many_squares_it_begins_anew(agora, forum, monkeypatch):
    monkeypatch.setattr(base, "MOST_SQUARES", 1)
    first, second, third = _in_threads([agora, forum, agora])
    assert first == second != third


def _break_it(square):
    """Ask on a connection that breaks, and once more when it was let go of."""
    with inside(square):
        number = fetch("SELECT pg_backend_pid()", {})[0][0]
        with psycopg.connect(**connection.get_connection_params()) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", (number,))
        with pytest.raises(OperationalError):
            fetch("SELECT 1", {})
        connection.close_if_unusable_or_obsolete()
        return fetch("SELECT 1", {})


def test_one_that_breaks_says_so_and_is_made_anew(agora):
    assert list(many.in_threads(_break_it, [agora] * 2, workers=2)) == [[(1,)]] * 2


def _ask_where_nobody_can_stand(square):
    """Ask in a square whose role is gone, on a connection that stood in another just now."""
    with inside(square):
        here = fetch("SELECT current_schema()", {})
        connection.set_tenant(SimpleNamespace(schema_name="sq_gone", role="nobody/sq_gone"))
        for _ in range(2):
            with pytest.raises(DatabaseError, match="nobody/sq_gone"):
                fetch("SELECT current_schema()", {})
        connection.set_tenant(square)
        return here == fetch("SELECT current_schema()", {})


def test_who_cannot_stand_in_a_square_is_not_left_in_the_one_before(agora):
    assert list(many.in_threads(_ask_where_nobody_can_stand, [agora] * 2, workers=2)) == [True] * 2
