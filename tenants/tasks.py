"""Background work of this room: facts delivered, foundings finished, squares looked after."""

import logging
from datetime import datetime, timedelta

from celery import current_app, shared_task
from django.core.cache import cache

from commons import clock, events
from tenants import planned, provisioning, queries, usage
from tenants.context import current_square, inside, outside
from tenants.errors import SquareNotFound
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
    try:
        with outside():
            square = queries.square_by_id(square_id)
    except SquareNotFound:
        return
    deliver_in(square)


def deliver_in(square: Square) -> None:
    """Deliver what is due in the outbox of a square, unless it serves nobody.

    Cost: one statement where nothing is due.
    """
    if square.built_at is None or square.state == Square.State.CLOSED:
        return
    with inside(square):
        delivered = events.deliver_due()
    if delivered:
        mark_active(square, at=clock.now())


def wake_worker() -> None:
    """Ask a worker to look into the outbox of the schema in force; `events` calls it."""
    square = current_square()
    deliver_facts.delay(square.pk if square else PUBLIC)


def mark_active(square: Square, *, at: datetime) -> None:
    """Note that something happened in a square and count it anew, at most every minute."""
    if square.active_at is not None and at - square.active_at < MARK_EVERY:
        return
    with outside():
        Square.objects.filter(pk=square.pk).update(active_at=at)
    usage.measure(square, at=at)


@shared_task
def sweep_outboxes() -> None:
    """Find facts whose hint was lost: in public, in lately active squares, in a few others.

    The others are walked round slowly, so that every square is looked at and none is polled.
    Cost: one query a square looked at.
    """
    now = clock.now()
    deliver_facts(PUBLIC)
    with outside():
        squares = {s.pk: s for s in queries.lately_active_squares(since=now - LATELY)}
        others = list(queries.squares_after(_last_round(), count=OTHERS_A_ROUND))
        cache.set(_ROUND_KEY, others[-1].pk if len(others) == OTHERS_A_ROUND else 0, None)
    for square in (squares | {s.pk: s for s in others}).values():
        try:
            deliver_in(square)
        except Exception:
            log.exception("the outbox of a square could not be looked at")


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
    task, now = current_app.tasks[task_name], clock.now()
    with outside():
        squares = queries.lately_active_squares(since=now - VISITED)
        if hourly:
            squares = queries.due_for_a_visit(squares, since=now - VISITED_OFTEN, hour=now.hour)
        numbers = list(squares.values_list("pk", flat=True))
    for number in numbers:
        task.delay(number)


@shared_task
def visit_due_squares(task_name: str) -> None:
    """Have a task of a square run in every square where something planned is due.

    task_name: as in `visit_squares`.
    """
    task = current_app.tasks[task_name]
    for number in planned.claim_due(at=clock.now()):
        task.delay(number)
