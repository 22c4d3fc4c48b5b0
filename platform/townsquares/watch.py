"""Watches over programs that were parted from one: when one ends, all end.

    python -I -S watch.py PID PID …

A program by itself, so that what they share is not kept once more for one that only waits.
"""

import contextlib
import math
import os
import signal
import sys
import time

ENDING = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
# How long each has to end in good form, and then to drop what it does: a film takes minutes, which
# is done again later, and meanwhile nobody would be answered.
_PATIENCE_SECONDS, _LAST_SECONDS = 10, 5


def watch(parts: set[int]) -> int:
    """Wait until all have ended; one that ends by itself ends the others, as fast as need be.

    parts: children of this process.  Signals of ENDING are blocked when it is called, and stay so:
    they are waited for, since a handler could run just before the wait and be none the wiser.
    Returns: the first one's code, 1 where a signal ended it; 0 where all were asked to end.
    """
    heard = ENDING | {signal.SIGCHLD}
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # ignored, as one may inherit it, it never comes
    signal.pthread_sigmask(signal.SIG_BLOCK, heard)
    asked, codes, harder, until = False, list[int](), iter([signal.SIGQUIT]), math.inf
    while True:
        codes += _ended(parts)
        if not parts:
            return 0 if asked else max(codes[0], 1 if codes[0] < 0 else 0)
        if codes and until == math.inf:
            _send(parts, signal.SIGTERM)
            until = time.monotonic() + _PATIENCE_SECONDS
        number = _signal(heard, until)
        if number in ENDING:
            asked = True
            _send(parts, signal.SIGTERM)
            until = time.monotonic() + _PATIENCE_SECONDS
        elif number is None:
            _send(parts, next(harder, signal.SIGKILL))
            until = time.monotonic() + _LAST_SECONDS


def _ended(parts: set[int]) -> list[int]:
    """Take those out that have ended, and return their codes."""
    codes = []
    while parts:
        part, status = os.waitpid(-1, os.WNOHANG)
        if not part:
            break
        if part in parts:  # no orphan, as where this is the first process of all
            parts.discard(part)
            codes.append(os.waitstatus_to_exitcode(status))
    return codes


def _signal(heard: set[signal.Signals], until: float) -> int | None:
    """Return the next signal, None where none came in time."""
    if until == math.inf:
        return signal.sigwaitinfo(heard).si_signo
    told = signal.sigtimedwait(heard, max(0, until - time.monotonic()))
    return told.si_signo if told is not None else None


def _send(parts: set[int], number: signal.Signals) -> None:
    for part in parts:
        with contextlib.suppress(ProcessLookupError):  # it ended this very moment
            os.kill(part, number)


if __name__ == "__main__":
    sys.exit(watch(set(map(int, sys.argv[1:]))))
