"""Commands of the machine: the first operator, and the proof of every chain."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from commons.models import AuditEntry
from ops.models.operator import Operator
from tenants.context import inside


def _run(name: str, *args: str) -> str:
    out = StringIO()
    call_command(name, *args, stdout=out, stderr=out)
    return out.getvalue()


def test_every_chain_holds(effective: Any) -> None:
    said = _run("verify_audit")
    assert "public: " in said
    assert "agora: " in said
    assert "forum: 0 entries, holds" in said
    assert "Every chain holds." in said


def test_tampering_is_found(effective: Any) -> None:
    connection.cursor().execute("GRANT UPDATE ON commons_auditentry TO CURRENT_USER")
    AuditEntry.objects.filter(action="takedown.approved").update(actor="operator:99")
    out = StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("verify_audit", stdout=out, stderr=out)
    assert left.value.code == 1
    seq = AuditEntry.objects.get(action="takedown.approved").seq
    assert f"public: {seq - 1} entries, BROKEN at entry {seq}" in out.getvalue()


def test_tampering_inside_a_square_is_found(cast: Any, effective: Any) -> None:
    with inside(cast.agora):
        assert AuditEntry.objects.exists()
        connection.cursor().execute("GRANT DELETE ON commons_auditentry TO CURRENT_USER")
        AuditEntry.objects.filter(seq=1).delete()
        assert AuditEntry.objects.exists()  # a gap needs something after it
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("verify_audit", stdout=out, stderr=out)
    assert "agora: 0 entries, BROKEN" in out.getvalue()


def test_appoints_changes_and_ends(cast: Any) -> None:
    assert "Ada <ada@example.org> is Reviewer" in _run("appoint_operator", "ada@example.org")
    _run("appoint_operator", "ADA@example.org", "--role", "lead", "--name", "Ada L.")
    operator = Operator.objects.get(user=cast.ada_officer)
    assert (operator.name, operator.role, operator.ended_at) == ("Ada L.", "lead", None)
    _run("appoint_operator", "ada@example.org", "--end")
    operator.refresh_from_db()
    assert operator.ended_at is not None
    acts = AuditEntry.objects.filter(subject=operator.actor).values_list("action", flat=True)
    assert sorted(acts) == ["operator.appointed", "operator.appointed", "operator.ended"]


@pytest.mark.parametrize("more", [[], ["--end"]])
def test_nobody_by_that_name(db: None, more: list[str]) -> None:
    with pytest.raises(CommandError, match="Nobody signs in"):
        _run("appoint_operator", "nobody@example.org", *more)
