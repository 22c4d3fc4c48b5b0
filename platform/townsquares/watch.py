"""Watches over programs that were parted from one: when one ends, all end.

    python -I -S watch.py PID PID …

A program by itself, so that what they share is not kept once more for one that only waits.
"""

import contextlib
import os
import signal
import sys

ENDING = {signal.SIGTERM, signal.SIGINT}


def watch(parts: set[int]) -> int:
    """Wait until all have ended; one that ends by itself ends the others.

    parts: children of this process.  Signals of ENDING are blocked when it is called.
    Returns: the first one's code, 1 where a signal ended it; 0 where all were asked to end.
    """
    asked = list[int]()

    def end(number: int, _frame: object) -> None:
        asked.append(number)
        _ask_to_end(parts)

    for number in ENDING:
        signal.signal(number, end)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
    codes = list[int]()
    while parts:
        part, status = os.wait()
        if part not in parts:  # an orphan, where this is the first process of all
            continue
        parts.discard(part)
        codes.append(os.waitstatus_to_exitcode(status))
        if not asked:
            _ask_to_end(parts)
    return 0 if asked else max(codes[0], 1 if codes[0] < 0 else 0)


def _ask_to_end(parts: set[int]) -> None:
    for part in parts:
        with contextlib.suppress(ProcessLookupError):  # it ended this very moment
            os.kill(part, signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(watch(set(map(int, sys.argv[1:]))))
