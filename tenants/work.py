"""Tasks that carry their square: enqueued inside it, run inside it, when it is its turn."""

import logging
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, Generic, ParamSpec

from celery import current_app, shared_task
from django.db import connection, transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from commons.recent import Recent
from tenants import lanes
from tenants.context import inside, outside, the_square
from tenants.errors import LaneFull
from tenants.models.square import Square

log = logging.getLogger(__name__)

P = ParamSpec("P")

_KNOWN = Recent[Square](seconds=2.0, most=2000)
_SERVING = {Square.State.FOUNDING, Square.State.OPEN, Square.State.READ_ONLY, Square.State.CLOSING}


class SquareTask(Generic[P]):
    """A background task of whichever square it is enqueued in."""

    def __init__(self, function: Callable[P, None]) -> None:
        self.function = function
        self.name = f"{function.__module__}.{function.__name__}"

        @shared_task(name=self.name)
        @wraps(function)
        def run(square_id: int, *args: Any, **kwargs: Any) -> None:  # Any: the task's own
            square = known_square(square_id)
            if square is not None and square.state in _SERVING:
                with inside(square):
                    function(*args, **kwargs)

        self.task = run

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Do it now, in the square in force."""
        self.function(*args, **kwargs)

    def enqueue(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Do it in the background once the transaction commits; arguments must be JSON.

        What is committed stays so: a lane that is full then, or Redis away, is only logged.
        Raises: LaneFull, where no transaction is open, so that a durable fact waits.
        """
        square_id = the_square().pk
        if connection.in_atomic_block:
            transaction.on_commit(lambda: _send_quietly(square_id, self.name, args, kwargs))
        else:
            send(square_id, self.name, args, kwargs)

    def enqueue_in(self, seconds: int, /, *args: P.args, **kwargs: P.kwargs) -> None:
        """Do it in the background some time after the transaction commits.

        seconds: at most half an hour; the queue gives a task that waits longer than an hour to
        a second worker as well.
        """
        square_id = the_square().pk
        given = (square_id, self.name, list(args), dict(kwargs))
        transaction.on_commit(lambda: enter_lane.apply_async(given, countdown=seconds))


def known_square(square_id: int) -> Square | None:
    """Return a square as it was at most two seconds ago, None where there is none.

    A change is seen at once in the process that makes it.  Cost: mostly none, else 1 query.
    """
    with outside():
        square = _KNOWN.get(str(square_id))
        if square is None:
            square = Square.objects.filter(pk=square_id).select_related("foundation").first()
            if square is not None and square.built_at is not None:
                _KNOWN.put(str(square_id), square)
    return square


def forget_square(square_id: int) -> None:
    """Ask anew for a square at its next task."""
    with outside():
        _KNOWN.drop(str(square_id))


def square_task(function: Callable[P, None]) -> SquareTask[P]:
    """Make a function a task that runs inside the square it was enqueued in."""
    return SquareTask(function)


def send(
    square_id: int,
    task: str,
    args: Sequence[Any] = (),
    kwargs: Mapping[str, Any] | None = None,
    *,
    once: bool = False,
) -> None:
    """Have a square's task done when it is the square's turn.

    task: its name for Celery; it takes the square's number first.  once: as in `lanes.put`.
    Where tasks are done as they arise (tests, a stand for clients), it is done now.
    Raises: LaneFull.
    """
    if current_app.conf.task_always_eager:
        current_app.tasks[task].delay(square_id, *args, **(kwargs or {}))
    else:
        lanes.put(square_id, task, args, kwargs, once=once)


def send_if_room(square_id: int, task: str) -> None:
    """Have a task without arguments done unless it waits already, or the lane is full.

    For what is asked for again and again: a full lane then stops nothing in other squares.
    """
    try:
        send(square_id, task, once=True)
    except LaneFull:
        log.warning("no room for %s in the lane of square %s", task, square_id)


@shared_task(bind=True, max_retries=None)
def enter_lane(
    self: Any,  # Any: Celery's task
    square_id: int,
    task: str,
    args: list[Any],
    kwargs: dict[str, Any],
) -> None:
    """Put a task into its lane now that it is due; where that is full, try again later."""
    try:
        send(square_id, task, args, kwargs)
    except LaneFull as full:
        raise self.retry(countdown=full.params["retry_after"]) from full


def _send_quietly(
    square_id: int, task: str, args: Sequence[Any], kwargs: Mapping[str, Any]
) -> None:
    try:
        send(square_id, task, args, kwargs)
    except (LaneFull, RedisError, OperationalError):
        log.warning("a task was lost: %s", task, exc_info=True)
