"""What is done a little later, without a thread for each that waits."""

import logging
import time
from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count
from threading import Condition, Thread

Deed = Callable[[], object]

logger = logging.getLogger(__name__)

# How long what is due may lie, so that one waking serves many: under load each costs a turn at
# Python's lock.
_ROUND_SECONDS = 0.004


class Later:
    """Does things when they are due, or soon after, in one thread.

    It begins with the first, and so after the web server has parted into its workers.  Deeds must
    be short.
    """

    def __init__(self) -> None:
        self._due: list[tuple[float, int, Deed]] = []
        self._changed, self._turns = Condition(), count()
        self._thread: Thread | None = None

    def __call__(self, seconds: float, deed: Deed) -> None:
        """Do something in so many seconds."""
        with self._changed:
            heappush(self._due, (time.monotonic() + seconds, next(self._turns), deed))
            if self._thread is None:
                thread = Thread(target=self._work, name="later", daemon=True)
                thread.start()
                self._thread = thread
            elif self._due[0][2] is deed:
                self._changed.notify()

    def _work(self) -> None:
        while True:
            deed = self._next()
            try:
                deed()
            except Exception:
                logger.exception("What was due was not done")

    def _next(self) -> Deed:
        with self._changed:
            while not self._due:
                self._changed.wait()
            while (seconds := self._due[0][0] - time.monotonic()) > 0:
                self._changed.wait(max(seconds, _ROUND_SECONDS))
            return heappop(self._due)[2]
