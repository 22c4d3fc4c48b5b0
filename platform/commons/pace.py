"""What is asked for over and over, done at once and then only so often."""

import logging
import threading
import time
from collections.abc import Callable

log = logging.getLogger(__name__)

_MOST = 10_000


class Pace:
    """Calls a function with a number at once; what comes soon after is one call, a little later.

    Whatever was done before it was asked for is seen by a call that comes after; so nothing is
    left out.  In this process; what is not yet done when it ends is lost.
    """

    def __init__(self, act: Callable[[int], None], *, seconds: float) -> None:
        self._act, self._seconds = act, seconds
        self._lock = threading.Lock()
        self._next: dict[int, float] = {}
        self._waiting: set[int] = set()

    def ask(self, number: int) -> None:
        """Have it done for a number: now, or as soon as it is time again.

        Raises: what the function raises, where it is done now.
        """
        now = time.monotonic()
        with self._lock:
            if number in self._waiting:
                return
            pause = self._next.get(number, now) - now
            if pause > 0:
                self._waiting.add(number)
            else:
                self._begin(number, now)
        if pause > 0:
            threading.Timer(pause, self._late, [number]).start()
        else:
            self._act(number)

    def _late(self, number: int) -> None:
        with self._lock:
            self._waiting.discard(number)
            self._begin(number, time.monotonic())
        try:
            self._act(number)
        except Exception:
            log.warning("what was put off was not done", exc_info=True)

    def _begin(self, number: int, now: float) -> None:
        if len(self._next) >= _MOST:
            self._next.clear()
        self._next[number] = now + self._seconds
