"""What a person sees while `make run` works: one calm line a step, with a tick and its seconds."""

import contextlib
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

_WIDTH = 34
_QUIET_SECONDS = 10


def say(text: str = "") -> None:
    """Print a line at once; a reader who has gone away is no reason to fail."""
    _write(f"{text}\n")


def _write(text: str) -> None:
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.write(text)
        sys.stdout.flush()


@dataclass
class Step:
    """One thing being done, and the line that tells of it."""

    label: str
    started: float = field(default_factory=time.monotonic)
    _told: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return time.monotonic() - self.started

    def tick(self, detail: str = "") -> None:
        """Show that work goes on: a moving second in a terminal, else a line now and then."""
        now = time.monotonic()
        if sys.stdout.isatty():
            if now - self._told >= 0.2:
                self._told = now
                self._rewrite(f"  … {self.label:<{_WIDTH}} {self.seconds:5.0f} s  {detail[:36]}")
        elif now - self._told >= _QUIET_SECONDS:
            self._told = now
            say(f"  … {self.label} ({self.seconds:.0f} s so far) {detail}".rstrip())

    def done(self, detail: str = "") -> None:
        """Show that it is done."""
        self._close(f"  ✓ {self.label:<{_WIDTH}} {self.seconds:5.1f} s  {detail}".rstrip())

    def failed(self) -> None:
        """Show that it could not be done; the reason follows from elsewhere."""
        self._close(f"  ✗ {self.label}")

    def _close(self, line: str) -> None:
        if sys.stdout.isatty():
            self._rewrite(line)
            say()
        else:
            say(line)

    @staticmethod
    def _rewrite(line: str) -> None:
        _write(f"\r\x1b[K{line}")


@contextlib.contextmanager
def step(label: str) -> Iterator[Step]:
    """Tell of one step from its beginning to its end."""
    telling = Step(label)
    if sys.stdout.isatty():
        telling.tick()
    try:
        yield telling
    except BaseException:
        telling.failed()
        raise
    telling.done()
