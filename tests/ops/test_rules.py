"""Addresses, roles, deadlines and fingerprints, for all inputs."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commons import clock
from ops.errors import AlreadyDecided, RoleNotEnough, SamePerson
from ops.kinds import ESCALATION_HOURS, KINDS
from ops.models.operator import Operator, Role
from ops.models.takedown import State, Takedown
from ops.rules import (
    due_at,
    escalation_due_at,
    fingerprint,
    has_role,
    read_address,
    require_may_decide,
)
from squares.moderation.models.case import EscalationKind


@pytest.mark.parametrize(
    ("line", "host", "post_id"),
    [
        ("http://agora.localhost:8000/@Cleo/123", "agora.localhost", 123),
        ("https://AGORA.localhost/@Cleo/123/", "agora.localhost", 123),
        ("agora.localhost/@Cleo/123", "agora.localhost", 123),
        ("/@Cleo/123", "here.localhost", 123),
        ("http://agora.localhost/@Cleo", "agora.localhost", None),
        ("http://agora.localhost/@Cleo/123/edit", "agora.localhost", None),
        ("http://agora.localhost/@Cleo/99999999999999999999", "agora.localhost", None),
        ("http://agora.localhost/@Cleo/9223372036854775808", "agora.localhost", None),
        ("http://[broken/@Cleo/1", "", None),
        ("the third post from the top", "the third post from the top", None),
    ],
)
def test_addresses(line: str, host: str, post_id: int | None) -> None:
    address = read_address(line, here="here.localhost")
    assert (address.host, address.post_id) == (host, post_id)


@given(st.text(max_size=600))
def test_any_line_can_be_read(line: str) -> None:
    address = read_address(line, here="")
    assert address.text == line.strip()
    assert address.post_id is None or 0 < address.post_id < 2**63


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_fingerprints_are_stable(content: object) -> None:
    assert fingerprint(content) == fingerprint(content)


def test_fingerprint_does_not_mind_the_order_of_names() -> None:
    assert fingerprint({"a": 1, "b": 2}) == fingerprint({"b": 2, "a": 1})


def test_roles_rise() -> None:
    reach = {role: [has_role(Operator(role=role), other) for other in Role] for role in Role}
    assert reach == {
        Role.TRIAGE: [True, False, False],
        Role.REVIEWER: [True, True, False],
        Role.LEAD: [True, True, True],
    }


def test_who_ended_has_no_role() -> None:
    assert not has_role(Operator(role=Role.LEAD, ended_at=clock.now()), Role.TRIAGE)


def test_who_may_decide() -> None:
    proposal = Takedown(proposed_by_id=1, state=State.PROPOSED)
    require_may_decide(proposal, Operator(pk=2, role=Role.REVIEWER))
    with pytest.raises(SamePerson):
        require_may_decide(proposal, Operator(pk=1, role=Role.LEAD))
    with pytest.raises(RoleNotEnough):
        require_may_decide(proposal, Operator(pk=2, role=Role.TRIAGE))
    proposal.state = State.REJECTED
    with pytest.raises(AlreadyDecided):
        require_may_decide(proposal, Operator(pk=2, role=Role.REVIEWER))


def test_every_kind_has_a_deadline() -> None:
    moment = clock.now()
    assert all(moment < due_at(kind.code, moment) for kind in KINDS)
    assert set(ESCALATION_HOURS) == set(EscalationKind.values)
    assert escalation_due_at("danger", moment) == moment + timedelta(hours=1)
