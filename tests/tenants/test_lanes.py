"""Squares take turns, however long their lanes are; lanes are bounded, and nothing is lost."""

import time
from contextlib import suppress

import pytest
from celery import current_app

from commons import clock
from commons.redis_line import line
from tenants import lanes, many, tasks, work
from tenants.context import current_square, inside
from tenants.errors import LaneFull
from tenants.models.square import Square
from tenants.work import square_task


@pytest.fixture
def said():
    """Return what a task of the tests said, square by square, and its name."""
    heard = []

    @square_task
    def speak(word, loud=False):
        if word == "fail":
            raise RuntimeError
        heard.append((current_square().slug, word.upper() if loud else word))

    yield heard, speak
    current_app.tasks.unregister(speak.name)


@pytest.fixture
def turns(monkeypatch):
    """Return the turns given out and not taken yet: nobody works by itself."""
    given = []
    monkeypatch.setattr(lanes, "give_turn", given.append)
    return given


def _take(turns, count=None):
    for number in range(len(turns) if count is None else count):
        queue = turns.pop(0)
        tasks.take_turn.apply((queue,), task_id=f"turn-{time.time_ns()}-{number}")


def test_a_flooded_square_does_not_stand_before_another(agora, forum, said, turns):
    heard, speak = said
    for number in range(50):
        lanes.put(agora.pk, speak.name, [f"flood {number}"])
    lanes.put(forum.pk, speak.name, ["please"])
    _take(turns, 3)
    assert heard == [("agora", "flood 0"), ("forum", "please"), ("agora", "flood 1")]
    _take(turns)
    assert [word for _square, word in heard if word.startswith("flood")] == [
        f"flood {number}" for number in range(50)
    ]


def test_squares_take_turns_one_by_one(agora, forum, said, turns):
    heard, speak = said
    for word in ("one", "two", "three"):
        lanes.put(agora.pk, speak.name, [word])
    for word in ("one", "two"):
        lanes.put(forum.pk, speak.name, [word], {"loud": True})
    _take(turns)
    assert heard == [
        ("agora", "one"),
        ("forum", "ONE"),
        ("agora", "two"),
        ("forum", "TWO"),
        ("agora", "three"),
    ]
    assert lanes.look("squares").waiting == 0


def test_a_task_whose_worker_died_is_done_by_the_next(agora, said, turns):
    heard, speak = said
    lanes.put(agora.pk, speak.name, ["held"])
    lanes.put(agora.pk, speak.name, ["later"])
    taken = lanes.take("squares", turn="one")  # and here its worker dies
    assert taken.args == ["held"]
    tasks.take_turn.apply(("squares",), task_id="two")
    tasks.take_turn.apply(("squares",), task_id="one")  # Celery gives the turn out again
    assert heard == [("agora", "later"), ("agora", "held")]
    tasks.take_turn.apply(("squares",), task_id="one")
    assert len(heard) == 2


def test_a_task_that_fails_is_not_held(agora, said, turns):
    heard, speak = said
    lanes.put(agora.pk, speak.name, ["fail"])
    with pytest.raises(RuntimeError):
        tasks.take_turn.apply(("squares",), task_id="one", throw=True)
    assert line().hlen("lane:squares:held") == 0
    tasks.take_turn.apply(("squares",), task_id="one")
    assert heard == []


def test_a_turn_that_finds_nothing_ends(db):
    tasks.take_turn.apply(("squares",), task_id="one")


def test_what_is_known_waits_once(agora, forum, said, turns):
    heard, speak = said
    for _again in range(3):
        lanes.put(agora.pk, speak.name, ["hint"], once=True)
        lanes.put(forum.pk, speak.name, ["hint"], once=True)
    assert len(turns) == 2
    _take(turns, 1)
    lanes.put(agora.pk, speak.name, ["hint"], once=True)  # while the first is under way
    _take(turns)
    assert heard == [("agora", "hint"), ("forum", "hint"), ("agora", "hint")]


def test_a_lane_is_bounded_and_the_others_are_not_touched(agora, forum, said, turns, monkeypatch):
    _heard, speak = said
    monkeypatch.setattr(lanes, "MOST_IN_A_LANE", 2)
    lanes.put(agora.pk, speak.name, ["one"])
    lanes.put(agora.pk, speak.name, ["two"])
    with pytest.raises(LaneFull) as refused:
        lanes.put(agora.pk, speak.name, ["three"])
    assert (refused.value.status, refused.value.params["retry_after"]) == (503, 30)
    lanes.put(forum.pk, speak.name, ["one"])
    monkeypatch.setattr(lanes, "MOST_IN_A_QUEUE", 3)
    with pytest.raises(LaneFull):
        lanes.put(forum.pk, speak.name, ["two"])
    assert len(turns) == 3


def test_a_full_square_takes_nothing_in_and_another_does(agora, forum, said, turns, monkeypatch):
    _heard, speak = said
    monkeypatch.setattr(lanes, "FULL", 1)
    monkeypatch.setattr(lanes, "_looked", {})
    lanes.put(agora.pk, speak.name, ["one"])
    with pytest.raises(LaneFull):
        lanes.refuse_when_full(agora)
    lanes.refuse_when_full(forum)


def test_films_have_lanes_and_limits_of_their_own(agora, said, turns, settings, monkeypatch):
    _heard, speak = said
    settings.CELERY_TASK_ROUTES = {speak.name: {"queue": "films"}}
    settings.CELERY_TASK_ANNOTATIONS = {speak.name: {"soft_time_limit": 1100, "time_limit": 1200}}
    lanes.put(agora.pk, speak.name, ["film"])
    assert turns == ["films"]
    assert (lanes.look("films").waiting, lanes.look("squares").waiting) == (1, 0)
    assert lanes._limits("films") == {"soft_time_limit": 1100, "time_limit": 1200}
    assert lanes._limits("squares") == {}


def test_how_full_and_how_old_is_told(agora, forum, said, turns, monkeypatch):
    _heard, speak = said
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now - 60)
    lanes.put(agora.pk, speak.name, ["old"])
    monkeypatch.setattr(time, "time", lambda: now)
    for word in ("new", "newer"):
        lanes.put(forum.pk, speak.name, [word])
    told = lanes.look("squares")
    assert (told.waiting, round(told.age_seconds)) == (3, 60)
    assert told.longest == [(forum.pk, 2), (agora.pk, 1)]


def test_turns_that_were_lost_are_given_out_again(agora, said, turns):
    heard, speak = said
    for word in ("one", "two", "three"):
        lanes.put(agora.pk, speak.name, [word])
    turns.clear()
    line().rpush("squares", "a turn that is still there")
    assert lanes.top_up() == 2
    _take(turns)
    assert [word for _square, word in heard] == ["one", "two"]


@pytest.fixture
def at_work():
    """Have tasks go through lanes, as they do where workers are."""
    current_app.conf.task_always_eager = False
    yield
    current_app.conf.task_always_eager = True


def test_enqueued_tasks_go_through_the_lane_of_their_square(agora, said, turns, at_work, settled):
    heard, speak = said
    with inside(agora), settled():
        speak.enqueue("word", loud=True)
        assert turns == []  # not before the commit
    assert turns == ["squares"]
    _take(turns)
    assert heard == [("agora", "WORD")]


def test_what_is_committed_is_not_undone_by_a_full_lane(
    agora, said, turns, at_work, settled, monkeypatch, caplog
):
    heard, speak = said
    monkeypatch.setattr(lanes, "MOST_IN_A_LANE", 0)
    with inside(agora), settled():
        speak.enqueue("word")
    assert heard == turns == []
    assert "a task was lost" in caplog.text


def test_due_task_takes_its_place_in_the_lane(agora, said, turns, at_work):
    heard, speak = said
    work.enter_lane.run(agora.pk, speak.name, ["now"], {})
    _take(turns)
    assert heard == [("agora", "now")]


def test_listener_of_a_durable_fact_is_told_that_the_lane_is_full(
    agora, said, turns, at_work, monkeypatch
):
    """So the fact stays in the outbox and is delivered later."""
    _heard, speak = said
    monkeypatch.setattr(lanes, "MOST_IN_A_LANE", 0)

    def deliver(square):
        with inside(square), suppress(LaneFull):
            speak.enqueue("word")
            return "put"
        return "refused"

    assert list(many.in_threads(deliver, [agora, agora], workers=2)) == ["refused", "refused"]


def test_a_full_lane_keeps_nobody_else_from_being_visited(
    agora, forum, said, turns, at_work, monkeypatch
):
    _heard, speak = said
    monkeypatch.setattr(lanes, "MOST_IN_A_LANE", 1)
    Square.objects.update(active_at=clock.now())
    lanes.put(agora.pk, speak.name, ["fills the lane"])
    tasks.visit_squares(speak.name)
    assert lanes.look("squares").longest == [(agora.pk, 1), (forum.pk, 1)]


def test_platform_has_a_queue_that_no_square_fills(settings):
    assert settings.CELERY_TASK_DEFAULT_QUEUE == "platform"
    assert [queue.name for queue in settings.CELERY_TASK_QUEUES] == ["platform", "squares"]
    assert "platform" not in lanes.queues()
