"""How many of the web server's threads are about: no more than are needed.

The server begins a thread whenever none is free, and hands what comes to each in turn. Soon there
are as many as there ever were requests at once, and most switch only to put a request in line, each
time at the cost of a turn at Python's lock. So those that nobody needs rest.
"""

from threading import Lock, local
from types import TracebackType

# How long one rests before it offers itself again: so nothing waits longer where those that are
# free are held up unseen, by a silent Redis, and the server ends whom it does not need.
_SECONDS = 1.0
# So many are free while nobody works or reads, so that a request seldom has to wake one.
_FREE_AT_REST = 2


class Threads:
    """Lets threads rest, and wakes one when the last that is free begins something long.

    A context around what may take long.  One is always free, or begun by the server when needed.
    """

    def __init__(self, *, seconds: float = _SECONDS) -> None:
        self._seconds, self._lock, self._here = seconds, Lock(), local()
        self._known, self._away, self._beds = 0, 0, list[Lock]()

    def __enter__(self) -> None:
        """Begin something long."""
        with self._lock:
            self._away += 1
            bed = self._beds.pop() if self._beds and self._free < 1 else None
        if bed is not None:
            bed.release()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        """Be free again."""
        with self._lock:
            self._away -= 1

    def rest(self) -> None:
        """Rest until needed, if enough are free; for a thread of the server that is done."""
        if not hasattr(self._here, "guest"):
            self._here.guest = _Guest(self)
        with self._lock:
            if self._free <= (1 if self._away else _FREE_AT_REST):
                return
            bed = Lock()
            bed.acquire()
            self._beds.append(bed)
        if not bed.acquire(timeout=self._seconds):
            with self._lock:
                if bed in self._beds:  # else it was just woken
                    self._beds.remove(bed)

    def count(self, more: int) -> None:
        """Know of one more, or of one less."""
        with self._lock:
            self._known += more

    @property
    def resting(self) -> int:
        """How many rest."""
        return len(self._beds)

    @property
    def _free(self) -> int:
        return self._known - len(self._beds) - self._away


class _Guest:
    """A thread's own: goes when the thread ends, however that is."""

    def __init__(self, threads: Threads) -> None:
        self._threads = threads
        threads.count(1)

    def __del__(self) -> None:
        self._threads.count(-1)
