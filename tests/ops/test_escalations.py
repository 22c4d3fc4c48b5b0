"""What squares hand up, and the answers that come back to them."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from commons import clock, events
from commons.models import AuditEntry
from ops.actions import cases, takedowns
from ops.actions.carrying import deliver_answer
from ops.errors import AlreadyDecided, StillOpen
from ops.models.escalation import Escalation
from ops.queries.takedowns import copy_is_unchanged
from tenants.context import inside


def _notes(square: Any) -> list[str]:
    from squares.moderation.models.case import CaseNote

    with inside(square):
        return list(CaseNote.objects.order_by("id").values_list("text", flat=True))


def _state(square: Any) -> str:
    from squares.moderation.models.case import Case

    with inside(square):
        return Case.objects.get().state


def test_arrives_with_its_copy(cast: Any, escalation: Any, post: Any) -> None:
    assert (escalation.square, escalation.post_id) == (cast.agora, post.pk)
    assert escalation.copy["text"] == "The mayor stole the fountain money."
    assert escalation.escalated_by == "Ben"
    assert copy_is_unchanged(escalation)
    assert escalation.due_at == escalation.received_at + timedelta(hours=24)


def test_told_twice_it_is_one(cast: Any, escalation: Any) -> None:
    cases.receive_escalation(handed_up=_again(escalation), at=escalation.received_at)
    assert Escalation.objects.count() == 1
    assert AuditEntry.objects.filter(action="escalation.received").count() == 1


def _again(escalation: Any) -> cases.HandedUp:
    return cases.HandedUp(
        square=escalation.square,
        case_id=escalation.case_id,
        post_id=escalation.post_id,
        kind=escalation.kind,
        reason="It goes on and on.",
        escalated_by="Ben",
        copy=escalation.copy,
    )


def _answer(escalation: Any, by: Any, *, returned: bool = True) -> None:
    cases.answer_escalation(
        by=by,
        escalation_id=escalation.pk,
        text="Your own rule covers this; please decide.",
        returned=returned,
        at=clock.now(),
    )


def test_returned_to_the_square(cast: Any, escalation: Any, trudi: Any, settled: Any) -> None:
    with settled():
        _answer(escalation, trudi)
    escalation.refresh_from_db()
    assert escalation.state == Escalation.State.RETURNED
    assert escalation.delivered_at is not None
    assert "Your own rule covers this" in _notes(cast.agora)[-1]
    assert _state(cast.agora) == "open"


def test_answered_and_closed(cast: Any, escalation: Any, omar: Any, settled: Any) -> None:
    with settled():
        _answer(escalation, omar, returned=False)
    assert _state(cast.agora) == "kept"


def test_answer_reaches_the_square_once(
    cast: Any, escalation: Any, omar: Any, monkeypatch: Any
) -> None:
    _answer(escalation, omar)
    with monkeypatch.context() as broken:
        broken.setattr("ops.actions.carrying.audit", SimpleNamespace(record=_crash))
        with pytest.raises(KeyboardInterrupt):
            deliver_answer(escalation_id=escalation.pk, at=clock.now())
    before = _notes(cast.agora)
    events.deliver_due()
    assert _notes(cast.agora) == before
    escalation.refresh_from_db()
    assert escalation.delivered_at is not None


def _crash(*_args: object, **_more: object) -> None:
    raise KeyboardInterrupt


def test_decided_once(escalation: Any, omar: Any) -> None:
    _answer(escalation, omar)
    with pytest.raises(AlreadyDecided):
        _answer(escalation, omar)


def test_handed_up_again_it_is_open_again(escalation: Any, omar: Any) -> None:
    _answer(escalation, omar)
    cases.receive_escalation(handed_up=_again(escalation), at=clock.now() + timedelta(minutes=1))
    escalation.refresh_from_db()
    assert (escalation.state, escalation.closed_at) == (Escalation.State.OPEN, None)
    assert escalation.reason == "It goes on and on."


def test_leads_to_a_takedown_that_answers_it(
    cast: Any, escalation: Any, wanted: Any, ola: Any, omar: Any, settled: Any, file: Any
) -> None:
    notice = file().notice
    takedown = takedowns.propose_takedown(by=ola, source=escalation, wanted=wanted, at=clock.now())
    with pytest.raises(StillOpen):
        _answer(escalation, omar)
    with settled():
        takedowns.approve_takedown(by=omar, takedown_id=takedown.pk, at=clock.now())
    events.deliver_due()
    escalation.refresh_from_db()
    assert escalation.state == Escalation.State.ACTED
    assert escalation.delivered_at is not None
    assert takedown.ref in "\n".join(_notes(cast.agora))
    assert _state(cast.agora) == "resolved"
    notice.refresh_from_db()
    assert notice.state == "acted"
