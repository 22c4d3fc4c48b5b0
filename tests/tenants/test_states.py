"""A square goes through its states by the hands that may move it, and everybody hears."""

import itertools

import pytest

from commons import audit
from tenants import actions, middleware
from tenants.errors import StateRefused
from tenants.models.square import Square
from tenants.rules import TRANSITIONS, Hand, may_become

State = Square.State


def _move(square, to, hand, now, **more):
    return actions.change_state(square=square, to=to, hand=hand, actor=f"{hand}:1", at=now, **more)


@pytest.mark.parametrize("step", list(itertools.product(State, State, Hand)), ids="-".join)
def test_only_the_table_decides(agora, now, acts, step):
    before, after, hand = step
    Square.objects.filter(pk=agora.pk).update(state=before)
    agora.state = before
    if may_become(before, after, hand=hand):
        _move(agora, after, hand, now, reason="because")
        row = Square.objects.get(pk=agora.pk)
        assert (row.state, row.state_reason, agora.state) == (after, "because", after)
        assert acts()[-1] == f"square.{after}"
    else:
        with pytest.raises(StateRefused):
            _move(agora, after, hand, now)
        assert Square.objects.get(pk=agora.pk).state == before


def test_database_decides_and_not_what_somebody_read_before(agora, now):
    Square.objects.filter(pk=agora.pk).update(state=State.SUSPENDED)
    with pytest.raises(StateRefused):
        _move(agora, State.READ_ONLY, Hand.OWNER, now)


def test_unbuilt_square_does_not_open(agora, now):
    Square.objects.filter(pk=agora.pk).update(state=State.FOUNDING, built_at=None)
    with pytest.raises(StateRefused):
        _move(agora, State.OPEN, Hand.OWNER, now)
    _move(agora, State.CLOSED, Hand.OWNER, now)


def test_whoever_remembered_the_host_forgets_it(agora, now, settled, browser_of):
    assert browser_of(agora).get("/healthz").status_code == 200
    middleware.square_for(agora.host)
    assert middleware._remembered
    with settled():
        _move(agora, State.SUSPENDED, Hand.OPERATOR, now, reason="For the foundation.")
    assert not middleware._remembered
    answer = browser_of(agora).get("/")
    assert answer.status_code == 503
    assert "is suspended" in answer.content.decode()
    assert "For the foundation." not in answer.content.decode()


def test_long_reason_is_cut_and_chain_holds(agora, now):
    _move(agora, State.READ_ONLY, Hand.OWNER, now, reason="x" * 900)
    assert len(Square.objects.get(pk=agora.pk).state_reason) == 500
    assert audit.verify()[1] is None


def test_every_step_of_the_table_has_words_on_the_desk(agora):
    from tenants.desk import step_to

    for _before, after in TRANSITIONS:
        step = step_to(agora, after)
        assert step.verb
        assert step.done
