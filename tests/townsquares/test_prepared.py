"""Prepared statements stay in the square that is in force, and are counted."""

import pytest
from django.db import connection
from django.db.utils import DataError, ProgrammingError
from django.test.utils import CaptureQueriesContext

from commons.statements import fetch
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
