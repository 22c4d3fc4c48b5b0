"""What happens beside requests stays in its square too: cache, limits, tasks, facts, log lines."""

import logging

import pytest
from django.core.cache import cache
from django.test import Client

from cast import browser
from commons import limits
from commons.errors import TooMany
from tenants.context import current_square, inside, outside
from tenants.models.square import Square
from tenants.work import SquareTask, square_task

ran = []


@square_task
def note_place(word):
    """Write down where a task runs."""
    square = current_square()
    ran.append((square.slug if square else "public", word))


@pytest.fixture(autouse=True)
def _nothing_ran():
    ran.clear()


def test_same_key_is_another_in_each_square(agora, forum):
    for place in (inside(agora), inside(forum), outside()):
        with place:
            assert cache.get("who") is None
            assert cache.add("who", "first")
            assert cache.get("who") == "first"
    with inside(agora):
        cache.set("who", "agora")
    with inside(forum):
        assert cache.get("who") == "first"
        assert cache.get_many(["who"]) == {"who": "first"}
        cache.delete("who")
    with inside(agora):
        assert cache.get("who") == "agora"
    with outside():
        assert cache.get("who") == "first"


def test_limit_used_up_in_one_square_is_whole_in_the_other(agora, forum):
    with inside(agora):
        limits.hit("sign-up:192.0.2.1", limit=1, seconds=60)
        with pytest.raises(TooMany):
            limits.hit("sign-up:192.0.2.1", limit=1, seconds=60)
    with inside(forum):
        limits.hit("sign-up:192.0.2.1", limit=1, seconds=60)


def test_task_runs_in_the_square_it_was_enqueued_in(agora, forum, settled):
    with settled():
        for square in (agora, forum):
            with inside(square):
                note_place.enqueue(square.slug)
    assert ran == [("agora", "agora"), ("forum", "forum")]


def test_task_leaves_the_worker_where_it_was(agora, settled):
    note_place.task(agora.pk, "x")
    assert current_square() is None
    with inside(agora):
        note_place("here")
    assert ran == [("agora", "x"), ("agora", "here")]


def test_task_is_not_enqueued_outside_a_square(db):
    with pytest.raises(RuntimeError):
        note_place.enqueue("x")


@pytest.mark.parametrize("state", ["suspended", "closed"])
def test_task_of_a_square_that_serves_nobody_is_dropped(agora, state):
    Square.objects.filter(pk=agora.pk).update(state=state)
    note_place.task(agora.pk, "x")
    note_place.task(10**9, "x")
    assert ran == []


def test_task_that_fails_leaves_the_square(agora):
    @square_task
    def fail():
        raise ValueError

    with pytest.raises(ValueError):
        fail.task(agora.pk)
    assert current_square() is None


def test_every_task_of_a_square_carries_it():
    """A task below squares/ that is no square task would run in public."""
    from importlib import import_module

    from townsquares.celery import app

    app.loader.import_default_modules()
    app.finalize()
    ours = [name for name in app.tasks if name.startswith("squares.")]
    assert [
        name
        for name in ours
        if not isinstance(
            getattr(import_module(name.rpartition(".")[0]), name.rpartition(".")[2]), SquareTask
        )
    ] == []


def test_switch_is_refused_within_a_transaction(agora, forum):
    from django.db import transaction

    with inside(agora), transaction.atomic():
        with pytest.raises(RuntimeError), inside(forum):
            pass
        with pytest.raises(RuntimeError), outside():
            pass
        with inside(agora):
            assert current_square() == agora


def test_log_line_carries_its_own_square_and_nobody_elses(agora, forum, caplog):
    from townsquares.observability import PlaceFilter

    caplog.handler.addFilter(PlaceFilter())
    caplog.set_level(logging.INFO)
    for square in (agora, forum):
        caplog.clear()
        strict = Client(enforce_csrf_checks=True, headers={"host": square.host})
        assert strict.post("/account/login/", {}).status_code == 403
        browser(square).get("/no/such/page")
        lines = [record for record in caplog.records if record.request != "-"]
        assert lines
        assert {record.square for record in lines} == {square.schema_name}
        other = {"agora": "forum", "forum": "agora"}[square.slug]
        assert not [record for record in lines if other in record.getMessage()]


def test_outbox_and_audit_are_of_one_square(agora, forum, cast):
    from commons.clock import now
    from commons.models import AuditEntry, OutboxEntry
    from squares.charter.actions.charter import set_purpose

    with inside(forum):
        before = AuditEntry.objects.count(), OutboxEntry.objects.count()
    with inside(agora):
        set_purpose(purpose="Here.", contact_email="", by=cast.ada, at=now())
        assert AuditEntry.objects.exists()
    with inside(forum):
        assert (AuditEntry.objects.count(), OutboxEntry.objects.count()) == before
