"""What a person sees while something is done in many squares: a bar, or a line now and then."""

import time
from dataclasses import dataclass, field

from django.core.management.base import OutputWrapper

_WIDTH = 30
_QUIET_SECONDS = 10.0
_AGAIN_SECONDS = 0.1


@dataclass
class Bar:
    """How far something is.

    total: of squares; 0 shows nothing at all.
    """

    out: OutputWrapper
    total: int
    done: int = 0
    failed: int = 0
    _begun: float = field(default_factory=time.monotonic)
    _told: float = field(default_factory=time.monotonic)

    def count(self, *, failed: bool = False) -> None:
        """Count one square that is done, or that failed."""
        self.done, self.failed = self.done + 1, self.failed + failed
        now, at_last = time.monotonic(), self.done >= self.total
        pause = _AGAIN_SECONDS if self.out.isatty() else _QUIET_SECONDS
        if self.total and (at_last or now - self._told >= pause):
            self._told = now
            self._show(now)

    def _show(self, now: float) -> None:
        if not self.out.isatty():
            self.out.write(self.line(now))
            return
        filled = _WIDTH * self.done // self.total
        drawn = "█" * filled + "░" * (_WIDTH - filled)
        end = "\n" if self.done >= self.total else ""
        self.out.write(f"\r\x1b[K  {drawn}  {self.line(now)}", ending=end)

    def line(self, now: float) -> str:
        """Return how far it is in words: done, failed, and how long it takes yet."""
        spent = now - self._begun
        left = spent / self.done * (self.total - self.done) if self.done else 0.0
        failed = f", {self.failed} failed" if self.failed else ""
        rest = f", {left:.0f} s left" if self.done < self.total else f" in {spent:.0f} s"
        return f"{self.done:,} of {self.total:,} squares{failed}{rest}"
