"""The chain of acts holds, and the database keeps it."""

import pytest
from django.db import DatabaseError, connection, transaction

from commons import audit, clock
from commons.models import AuditEntry
from tenants.context import inside


def _three_acts() -> None:
    with transaction.atomic():
        for number in range(3):
            audit.record(
                actor="member:1", action="post.hidden", subject=f"post:{number}", at=clock.now()
            )


def test_holds(in_agora: object) -> None:
    _three_acts()
    assert audit.verify() == (3, None)


def test_each_square_has_its_own(in_agora: object, forum: object) -> None:
    _three_acts()
    with inside(forum):  # type: ignore[arg-type]
        assert audit.verify() == (0, None)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE commons_auditentry SET actor = 'x'",
        "DELETE FROM commons_auditentry",
        "TRUNCATE commons_auditentry",
    ],
)
def test_database_refuses_change(in_agora: object, statement: str) -> None:
    _three_acts()
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(statement)


def test_change_is_found(in_agora: object) -> None:
    _three_acts()
    connection.cursor().execute("GRANT UPDATE ON commons_auditentry TO CURRENT_USER")
    AuditEntry.objects.filter(seq=2).update(actor="member:2")
    count, fault = audit.verify()
    assert (count, fault and fault.seq) == (1, 2)


def test_refused_outside_a_transaction() -> None:
    with pytest.raises(RuntimeError):
        audit.record(actor="x", action="y", subject="z", at=clock.now())
