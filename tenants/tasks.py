"""Background work of this room: facts delivered, foundings finished, squares looked after."""

import logging
import time
from datetime import datetime, timedelta
from typing import Any

from celery import current_app, shared_task
from django.core.cache import cache

from commons import clock, events, measures
from commons.pace import Pace
from tenants import indexes, lanes, planned, provisioning, queries, usage, work
from tenants.context import current_square, inside, outside
from tenants.models.square import Square

log = logging.getLogger(__name__)

PUBLIC = 0
MARK_EVERY = timedelta(minutes=1)
LATELY = timedelta(hours=24)
# Longer than the 30 days for which anything deleted is kept.
VISITED = timedelta(days=40)
# Longer than the 48 hours for which anything unfinished is kept.
VISITED_OFTEN = timedelta(days=3)
FOUNDING_TAKES = timedelta(seconds=10)
OTHERS_A_ROUND = 20
# How long a square delivers facts before it is the next one's turn.
SLICE_SECONDS = 0.25
SWEPT, OLDEST_FACT = "swept_at", "oldest_fact_at"
_ROUND_KEY = "sweep:last"


@shared_task
def deliver_facts(square_id: int) -> None:
    """Deliver what is due in the outbox of a square; 0 is public.

    Repeatable: each fact is claimed by one worker.
    """
    if square_id == PUBLIC:
        with outside():
            events.deliver_due()
        return
    square = work.known_square(square_id)
    if square is not None:
        deliver_in(square)


def deliver_in(square: Square) -> None:
    """Deliver what is due in the outbox of a square, unless it serves nobody.

    After a while it lets others have their turn, and comes back for the rest.
    Cost: one statement where nothing is due.
    """
    if square.built_at is None or square.state == Square.State.CLOSED:
        return
    begun = time.monotonic()
    with inside(square):
        delivered = events.deliver_due(seconds=SLICE_SECONDS)
    if delivered:
        mark_active(square, at=clock.now())
    if time.monotonic() - begun >= SLICE_SECONDS:
        work.send_if_room(square.pk, deliver_facts.name)


def wake_worker() -> None:
    """Ask a worker to look into the outbox of the schema in force; `events` calls it.

    In a square at once, and then ten times a second: what happens in numbers is heard together.
    """
    square = current_square()
    if square is None:
        deliver_facts.delay(PUBLIC)
    elif current_app.conf.task_always_eager:
        _wake(square.pk)
    else:
        _PACE.ask(square.pk)


def _wake(square_id: int) -> None:
    work.send_if_room(square_id, deliver_facts.name)


_PACE = Pace(_wake, seconds=0.1)


def mark_active(square: Square, *, at: datetime) -> None:
    """Note that something happened in a square and look how large it is, at most every minute."""
    if square.active_at is not None and at - square.active_at < MARK_EVERY:
        return
    with outside():
        Square.objects.filter(pk=square.pk).update(active_at=at)
    square.active_at = at  # it is kept for the tasks to come
    usage.measure(square, at=at)
    try:
        indexes.complete_if_grown(square)
    except Exception:
        log.exception("the indexes of a square could not be made")


@shared_task
def sweep_outboxes() -> None:
    """Find facts whose hint was lost: in public, in lately active squares, in a few others.

    The others are walked round slowly, so that every square is looked at and none is polled.
    Turns that were lost are given out again.
    Cost: one query a square looked at.
    """
    now = clock.now()
    lanes.top_up()
    deliver_facts(PUBLIC)
    with outside():
        squares = {s.pk: s for s in queries.lately_active_squares(since=now - LATELY)}
        others = list(queries.squares_after(_last_round(), count=OTHERS_A_ROUND))
        cache.set(_ROUND_KEY, others[-1].pk if len(others) == OTHERS_A_ROUND else 0, None)
    oldest = [now]
    for square in (squares | {s.pk: s for s in others}).values():
        try:
            oldest.append(_look_into(square) or now)
        except Exception:
            log.exception("the outbox of a square could not be looked at")
    measures.keep(SWEPT, now.timestamp())
    measures.keep(OLDEST_FACT, min(oldest).timestamp())


def _look_into(square: Square) -> datetime | None:
    """Have a square's facts delivered, if there are any; return when the oldest was written."""
    with inside(square):
        oldest = events.oldest_waiting()
    if oldest is not None:
        work.send_if_room(square.pk, deliver_facts.name)
    return oldest


def _last_round() -> int:
    return int(cache.get(_ROUND_KEY) or 0)


@shared_task
def finish_foundings() -> None:
    """Build squares whose founding was interrupted."""
    now = clock.now()
    with outside():
        squares = list(queries.unbuilt_squares(before=now - FOUNDING_TAKES))
    for square in squares:
        try:
            provisioning.build(square, at=now)
        except Exception:
            log.exception("square %s could not be built", square.pk)


@shared_task
def visit_squares(task_name: str, hourly: bool = False) -> None:  # noqa: FBT001, FBT002 - JSON knows no names
    """Have a task of a square run in every square in which something happened of late.

    task_name: a square task without arguments, by its name for Celery: rooms above are not
    imported from here. `townsquares.schedule` alone says which.
    hourly: whether it comes every hour; squares that have been silent for days are then visited
    once a day only, each at an hour of its own.
    Cost: one query in all; a square where nobody wrote for weeks is not opened.
    """
    name, now = current_app.tasks[task_name].name, clock.now()
    with outside():
        squares = queries.lately_active_squares(since=now - VISITED)
        if hourly:
            squares = queries.due_for_a_visit(squares, since=now - VISITED_OFTEN, hour=now.hour)
        numbers = list(squares.values_list("pk", flat=True))
    for number in numbers:
        work.send_if_room(number, name)


@shared_task
def visit_due_squares(task_name: str) -> None:
    """Have a task of a square run in every square where something planned is due.

    task_name: as in `visit_squares`.
    """
    name = current_app.tasks[task_name].name
    for number in planned.claim_due(at=clock.now()):
        work.send_if_room(number, name)


@shared_task(bind=True)
def take_turn(self: Any, queue: str) -> None:  # Any: Celery's task
    """Do what is next in a queue: the first task of the square whose turn it is.

    A task that fails is done all the same, as Celery's own are; one whose worker died is not.
    """
    turn = self.request.id
    waiting = lanes.take(queue, turn=turn)
    if waiting is None:
        return
    begun, outcome = time.perf_counter(), "failed"
    try:
        current_app.tasks[waiting.task].run(waiting.square_id, *waiting.args, **waiting.kwargs)
        outcome = "done"
    finally:
        lanes.done(queue, turn=turn)
        measures.count("tasks", task=waiting.task, outcome=outcome)
        measures.count("task_seconds", time.perf_counter() - begun, task=waiting.task)
