"""Facts are delivered where they were written, foundings are finished, squares are measured."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

import pytest

from commons import events
from commons.events import Fact, publish
from commons.models import OutboxEntry
from squares.members.models import Member
from tenants import provisioning, queries, tasks, usage
from tenants.context import current_square, inside, outside
from tenants.models.square import Square
from tenants.work import square_task


@dataclass(frozen=True)
class Rang(Fact):
    """A bell of the tests."""

    durable: ClassVar[bool] = True
    note: str


@pytest.fixture
def heard():
    """Return where the bell was heard, listening for the length of a test."""
    places = []

    def listener(fact):
        square = current_square()
        places.append((square.slug if square else "public", fact.note))

    events.listen(Rang)(listener)
    yield places
    events._listeners.pop(Rang)
    events._durable_kinds.pop(events._name(Rang))


def test_fact_of_a_square_is_delivered_inside_it(agora, settled, heard):
    with inside(agora), settled():
        publish(Rang("one"))
    assert heard == [("agora", "one")]
    with inside(agora):
        assert not OutboxEntry.objects.exists()


def test_fact_of_public_is_delivered_outside(db, settled, heard):
    with settled():
        publish(Rang("two"))
    assert heard == [("public", "two")]


def test_lost_hint_is_made_good_by_the_sweep(agora, forum, heard):
    for square in (agora, forum):
        Square.objects.filter(pk=square.pk).update(active_at=None)
        with inside(square):
            publish(Rang(square.slug))
    publish(Rang("out"))
    tasks.sweep_outboxes()
    assert sorted(heard) == [("agora", "agora"), ("forum", "forum"), ("public", "out")]


def test_sweep_walks_round_all_squares_a_few_at_a_time(agora, forum, monkeypatch):
    Square.objects.update(active_at=None)
    monkeypatch.setattr(tasks, "OTHERS_A_ROUND", 1)
    looked = []
    monkeypatch.setattr(tasks, "_look_into", lambda square: looked.append(square.pk))
    for _round in range(4):
        tasks.sweep_outboxes()
    assert set(looked) == {agora.pk, forum.pk}


def test_one_broken_square_does_not_stop_the_sweep(agora, forum, monkeypatch, caplog):
    looked = []

    def deliver(square):
        looked.append(square.pk)
        if square.pk == agora.pk:
            raise RuntimeError

    monkeypatch.setattr(tasks, "_look_into", deliver)
    tasks.sweep_outboxes()
    assert {agora.pk, forum.pk} <= set(looked)


def test_sweep_costs_a_statement_a_square(agora, forum, django_assert_num_queries):
    Square.objects.update(active_at="2100-01-01T00:00Z")
    tasks.sweep_outboxes()
    with django_assert_num_queries(3 + 2):  # public's outbox, those active, others; then each
        tasks.sweep_outboxes()


@pytest.mark.parametrize("state", [{"built_at": None}, {"state": "closed"}])
def test_square_that_serves_nobody_is_passed_over(agora, heard, state):
    with inside(agora):
        publish(Rang("unheard"))
    Square.objects.filter(pk=agora.pk).update(**state)
    tasks.deliver_facts(agora.pk)
    tasks.deliver_facts(999_999)
    assert heard == []


def test_delivery_marks_the_square_active_and_counts_it(agora, settled, heard):
    Square.objects.filter(pk=agora.pk).update(active_at=None, usage={})
    with inside(agora), settled():
        publish(Rang("one"))
    square = Square.objects.get(pk=agora.pk)
    assert square.active_at is not None
    assert square.usage["members"] == 4
    before = square.active_at
    with inside(agora), settled():
        publish(Rang("again"))
    assert Square.objects.get(pk=agora.pk).active_at == before


@pytest.fixture
def looked():
    """Return the squares that a task of the tests was run in."""
    from celery import current_app

    places = []

    @square_task
    def look():
        places.append(current_square().slug)

    yield places, look.name
    current_app.tasks.unregister(look.name)


def test_only_squares_where_something_happened_are_visited(agora, forum, looked):
    from commons import clock

    places, name = looked
    Square.objects.filter(pk=agora.pk).update(active_at=clock.now() - timedelta(days=39))
    Square.objects.filter(pk=forum.pk).update(active_at=clock.now() - timedelta(days=41))
    tasks.visit_squares(name)
    assert places == ["agora"]


def test_silent_square_is_visited_hourly_by_nothing_but_its_own_hour(
    agora, forum, looked, monkeypatch
):
    from commons import clock

    places, name = looked
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    Square.objects.filter(pk=agora.pk).update(active_at=now - timedelta(days=2))
    Square.objects.filter(pk=forum.pk).update(active_at=now - timedelta(days=9))
    tasks.visit_squares(name, hourly=True)
    expected = ["agora", "forum"] if forum.pk % 24 == now.hour else ["agora"]
    assert places == expected
    found = [
        forum.pk in queries.due_for_a_visit(Square.objects.all(), since=now, hour=hour)
        .values_list("pk", flat=True)
        for hour in range(24)
    ]  # fmt: skip
    assert found.count(True) == 1


def test_a_visit_costs_one_query_and_opens_no_square(
    agora, looked, monkeypatch, django_assert_num_queries
):
    from celery import current_app

    asked = []
    monkeypatch.setattr(current_app.tasks[looked[1]], "delay", asked.append)
    Square.objects.filter(pk=agora.pk).update(active_at="2100-01-01T00:00Z")
    with django_assert_num_queries(1):
        tasks.visit_squares(looked[1])
    assert agora.pk in asked
    assert looked[0] == []


def test_a_visit_for_an_unknown_task_is_a_fault(db):
    with pytest.raises(KeyError):
        tasks.visit_squares("squares.posts.tasks.no_such_task")


def test_interrupted_founding_is_finished(office, now, monkeypatch):
    from tenants import actions
    from tenants.actions import FoundingRequest

    def crash(square, *, at):
        raise RuntimeError("the power went out")

    with monkeypatch.context() as power:
        power.setattr(provisioning, "build", crash)
        with pytest.raises(RuntimeError):
            actions.found_square(
                request=FoundingRequest("Lindenau", "lindenau", "de", "DE"), by=office, at=now
            )
    square = Square.objects.get(slug="lindenau")
    assert square.built_at is None
    Square.objects.filter(pk=square.pk).update(founded_at=now - timedelta(minutes=1))
    tasks.finish_foundings()
    assert Square.objects.get(slug="lindenau").built_at is not None


def test_founding_that_still_runs_is_left_alone(agora, monkeypatch):
    from commons import clock

    built = []
    monkeypatch.setattr(provisioning, "build", lambda square, **_at: built.append(square))
    Square.objects.filter(pk=agora.pk).update(
        built_at=None, state="founding", founded_at=clock.now()
    )
    tasks.finish_foundings()
    assert built == []


def test_founding_that_cannot_be_finished_stops_no_other(agora, forum, monkeypatch):
    tried = []

    def build(square, *, at):
        tried.append(square.slug)
        raise RuntimeError

    monkeypatch.setattr(provisioning, "build", build)
    Square.objects.update(built_at=None, state="founding")
    tasks.finish_foundings()
    assert sorted(tried) == ["agora", "forum"]


def test_usage_is_counted_inside_and_kept_beside_what_was_there(agora, forum, now):
    usage.report(agora, {"rooms": 7}, at=now)
    figures = usage.measure(agora, at=now)
    with inside(agora):
        assert figures["members"] == Member.objects.count()
    with outside():
        kept = Square.objects.get(pk=agora.pk).usage
        assert Square.objects.get(pk=forum.pk).usage == {}
    assert kept["rooms"] == 7
    assert {"posts", "storage_bytes", "hue", "chroma"} <= kept.keys()
    assert kept["measured_at"].startswith("2026-06-01T12:00")
