"""Who hears of an act at once, and who surely."""

from dataclasses import dataclass
from typing import ClassVar

import pytest
from django.db import transaction

from commons import events


@dataclass(frozen=True)
class Rung(events.Fact):
    """A bell that may be missed."""

    number: int


@dataclass(frozen=True)
class Signed(events.Fact):
    """A paper that may not."""

    durable: ClassVar[bool] = True

    number: int


@pytest.fixture
def heard(monkeypatch) -> list[tuple[str, int]]:
    """Listen to both facts in both ways, for this test only."""
    for register in (events._listeners, events._at_once):
        for kind in (Rung, Signed):
            monkeypatch.setitem(register, kind, [])
    said: list[tuple[str, int]] = []
    for kind in (Rung, Signed):
        events.listen(kind)(lambda fact: said.append(("listens", fact.number)))
        events.listen_at_once(kind)(lambda fact: said.append(("at once", fact.number)))
    return said


def test_a_fact_that_may_be_lost_is_told_to_both_after_commit(in_agora, settled, heard) -> None:
    with settled():
        events.publish(Rung(1))
        assert heard == []
    assert heard == [("listens", 1), ("at once", 1)]


def test_a_durable_fact_is_told_at_once_and_then_surely(in_agora, settled, heard) -> None:
    with settled():
        events.publish(Signed(2))
        assert heard == []
    assert ("at once", 2) in heard
    while events.deliver_due():
        pass
    assert heard.count(("at once", 2)) == 1
    assert heard.count(("listens", 2)) == 1


def test_what_was_rolled_back_is_never_told(in_agora, settled, heard) -> None:
    with settled(), transaction.atomic():
        events.publish(Signed(3))
        transaction.set_rollback(True)
    while events.deliver_due():
        pass
    assert heard == []


def test_who_fails_breaks_neither_the_act_nor_the_others(in_agora, settled, heard) -> None:
    def fail(fact: Signed) -> None:
        raise ValueError

    events._at_once[Signed].insert(0, fail)
    with settled():
        events.publish(Signed(4))
    assert ("at once", 4) in heard
