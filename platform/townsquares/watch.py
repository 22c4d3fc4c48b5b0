"""Watches over programs that were parted from one: when one ends, all end.

    python -I -S watch.py PID PID …

A program by itself, so that what they share is not kept once more for one that only waits.
"""

import contextlib
import os
import signal
import sys

ENDING = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
# How long each has to end in good form, and then to drop what it does: a film takes minutes, which
# is done again later, and meanwhile nobody would be answered.
_PATIENCE_SECONDS, _LAST_SECONDS = 10, 5


def watch(parts: set[int]) -> int:
    """Wait until all have ended; one that ends by itself ends the others, as fast as need be.

    parts: children of this process.  Signals of ENDING are blocked when it is called.
    Returns: the first one's code, 1 where a signal ended it; 0 where all were asked to end.
    """
    asked, harder = list[int](), iter([signal.SIGQUIT])

    def end(number: int, _frame: object) -> None:
        asked.append(number)
        _send(parts, signal.SIGTERM)
        signal.alarm(_PATIENCE_SECONDS)

    def insist(_number: int, _frame: object) -> None:
        _send(parts, next(harder, signal.SIGKILL))
        signal.alarm(_LAST_SECONDS)

    signal.signal(signal.SIGALRM, insist)
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
        if not asked and len(codes) == 1:
            _send(parts, signal.SIGTERM)
            signal.alarm(_PATIENCE_SECONDS)
    return 0 if asked else max(codes[0], 1 if codes[0] < 0 else 0)


def _send(parts: set[int], number: signal.Signals) -> None:
    for part in parts:
        with contextlib.suppress(ProcessLookupError):  # it ended this very moment
            os.kill(part, number)


if __name__ == "__main__":
    sys.exit(watch(set(map(int, sys.argv[1:]))))
