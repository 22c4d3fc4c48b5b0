"""Ctrl-C and its relatives: the first stops everything in order, the second hurries."""

import contextlib
import signal
import time
from collections.abc import Iterator
from types import FrameType

# One Ctrl-C may reach us twice, from the terminal and from make.
_SAME_PRESS_SECONDS = 0.7


class Stopped(BaseException):
    """Someone asked us to stop; raised wherever we happen to be."""


class Interruption:
    """Knows whether we were asked to stop, and whether we were asked again."""

    def __init__(self) -> None:
        """Begin with nobody having asked."""
        self.hurry = False
        self._since: float | None = None

    def begin_stopping(self) -> None:
        """Note that stopping has begun: from now on a signal only hurries it."""
        if self._since is None:
            self._since = time.monotonic()

    def hear(self, _signal: int, _frame: FrameType | None) -> None:
        """Receive a signal."""
        if self._since is None:
            self.begin_stopping()
            raise Stopped
        if time.monotonic() - self._since > _SAME_PRESS_SECONDS:
            self.hurry = True

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Listen for signals as long as the block runs."""
        heard = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        before = {name: signal.signal(name, self.hear) for name in heard}
        try:
            yield
        finally:
            for name, handler in before.items():
                signal.signal(name, handler)
