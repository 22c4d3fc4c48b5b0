"""Who hears of an act at once, and who surely."""

from dataclasses import dataclass
from typing import ClassVar

import pytest
from django.db import transaction

from commons import clock, events
from commons.models import OutboxEntry


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


@pytest.fixture
def together(heard, monkeypatch) -> list[list[int]]:
    """Listen to papers as many at a time as there are."""
    monkeypatch.setitem(events._listeners, Signed, [])
    monkeypatch.setitem(events._of_many, Signed, [])
    piles: list[list[int]] = []
    events.listen_to_many(Signed)(lambda facts: piles.append([fact.number for fact in facts]))
    return piles


def test_many_facts_are_heard_together_and_delivered_in_two_statements(
    in_agora, together, django_assert_num_queries
) -> None:
    for number in range(5):
        events.publish(Signed(number))
    with django_assert_num_queries(2):
        assert events.deliver_due() == 5
    assert together == [[0, 1, 2, 3, 4]]
    assert events.deliver_due() == 0


def test_one_that_fails_leaves_the_others_delivered(in_agora, together) -> None:
    def refuse_two(facts) -> None:
        if any(fact.number == 2 for fact in facts):
            raise ValueError

    for number in range(4):
        events.publish(Signed(number))
    events._of_many[Signed].insert(0, refuse_two)
    assert events.deliver_due() == 3
    assert sorted(number for pile in together for number in pile) == [0, 1, 3]
    left = OutboxEntry.objects.get()
    assert (left.payload, left.attempts) == ({"number": 2}, 1)
    assert left.last_error.startswith("ValueError")
    assert left.due_at > clock.now()


def test_what_there_was_no_time_for_is_due_at_once(in_agora, heard) -> None:
    events.publish(Signed(1))
    events.publish(Signed(2))
    assert events.deliver_due(seconds=-1) == 1
    left = OutboxEntry.objects.get()
    assert (left.payload, left.attempts) == ({"number": 2}, 0)
    assert events.deliver_due() == 1


def test_more_than_are_claimed_at_a_time_are_delivered_in_one_go(in_agora, together) -> None:
    for number in range(5):
        events.publish(Signed(number))
    assert events.deliver_due(limit=2) == 5
    assert together == [[0, 1], [2, 3], [4]]


def test_only_what_is_written_down_waits_for_others_of_its_kind() -> None:
    class Passing(events.Fact):
        """Nobody writes this down."""

    with pytest.raises(TypeError):
        events.listen_to_many(Passing)
