"""Prepared statements stay in the square that is in force, and are counted."""

import pytest
from django.db import connection
from django.db.utils import DataError, ProgrammingError
from django.test.utils import CaptureQueriesContext

from commons.statements import columns_of, fetch, instance
from squares.members.models import Member
from tenants.context import inside

HANDLES = "SELECT handle FROM members_member WHERE id > %(after)s ORDER BY handle"


def test_the_same_statement_reads_each_square_as_its_own(cast) -> None:
    seen = []
    for _ in range(3):
        for square in (cast.agora, cast.forum):
            with inside(square):
                seen.append([row[0] for row in fetch(HANDLES, {"after": 0})])
    agora, forum = ["Ada", "Ben", "Cleo", "Eli"], ["Dov", "Fay"]
    assert seen == [agora, forum] * 3


def test_public_has_no_such_table(db) -> None:
    with pytest.raises(ProgrammingError):
        fetch(HANDLES, {"after": 0})


def test_it_is_counted(cast) -> None:
    with inside(cast.agora), CaptureQueriesContext(connection) as captured:
        fetch(HANDLES, {"after": 0})
    assert len(captured) == 1
    assert "members_member" in captured[0]["sql"]


def test_faults_are_djangos(cast) -> None:
    with inside(cast.agora), pytest.raises((DataError, ProgrammingError)):
        fetch("SELECT %(text)s::bigint", {"text": "no number"})


EVERYBODY = f"SELECT {columns_of(Member)} FROM members_member ORDER BY id"  # noqa: S608 - our own table


def test_a_row_is_what_django_makes_of_it(cast) -> None:
    with inside(cast.agora):
        made = [instance(Member, row) for row in fetch(EVERYBODY, {})]
        known = list(Member.objects.order_by("id"))
        assert made == known
        for one, other in zip(made, known, strict=True):
            assert {k: v for k, v in vars(one).items() if k != "_state"} == {
                k: v for k, v in vars(other).items() if k != "_state"
            }
        made[0].biography = "I bake."
        made[0].save(update_fields=["biography"])
        made[0].refresh_from_db()
        assert made[0].biography == "I bake."
        assert Member.objects.count() == len(known)


def test_what_is_not_there_is_fetched_when_asked_for(cast) -> None:
    some = ("id", "handle")
    columns = columns_of(Member, only=some)
    statement = f"SELECT {columns} FROM members_member WHERE id = %(id)s"  # noqa: S608 - as above
    with inside(cast.agora):
        made = instance(Member, fetch(statement, {"id": cast.cleo.pk})[0], only=some)
        with CaptureQueriesContext(connection) as captured:
            assert made.handle == "Cleo"
        assert len(captured) == 0
        assert made.role == cast.cleo.role
