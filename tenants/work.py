"""Tasks that carry their square: enqueued inside it, run inside it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Generic, ParamSpec

from celery import shared_task
from django.db import transaction

from tenants.context import inside, outside, the_square
from tenants.models.square import Square

P = ParamSpec("P")

_SERVING = {Square.State.FOUNDING, Square.State.OPEN, Square.State.READ_ONLY, Square.State.CLOSING}


class SquareTask(Generic[P]):
    """A background task of whichever square it is enqueued in."""

    def __init__(self, function: Callable[P, None]) -> None:
        self.function = function
        self.name = f"{function.__module__}.{function.__name__}"

        @shared_task(name=self.name)
        @wraps(function)
        def run(square_id: int, *args: Any, **kwargs: Any) -> None:  # Any: the task's own
            with outside():
                serving = Square.objects.filter(pk=square_id, state__in=_SERVING)
                square = serving.select_related("foundation").first()
            if square is not None:
                with inside(square):
                    function(*args, **kwargs)

        self.task = run

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Do it now, in the square in force."""
        self.function(*args, **kwargs)

    def enqueue(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Do it in the background once the transaction commits; arguments must be JSON."""
        square_id = the_square().pk
        transaction.on_commit(lambda: self.task.delay(square_id, *args, **kwargs))

    def enqueue_in(self, seconds: int, /, *args: P.args, **kwargs: P.kwargs) -> None:
        """Do it in the background some time after the transaction commits.

        seconds: at most half an hour; the queue gives a task that waits longer than an hour to
        a second worker as well.
        """
        square_id = the_square().pk
        transaction.on_commit(
            lambda: self.task.apply_async((square_id, *args), kwargs, countdown=seconds)
        )


def square_task(function: Callable[P, None]) -> SquareTask[P]:
    """Make a function a task that runs inside the square it was enqueued in."""
    return SquareTask(function)
