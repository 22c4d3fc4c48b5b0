"""The programs of the background, parted from one that has loaded everything: they share that.

    python -m townsquares.workers --concurrency 2 --films --schedule FILE

Each is what Celery's own command would start. When one ends the others are ended too, and whoever
watches over this starts all of them anew.
"""

import argparse
import gc
import os
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from threading import Thread

import django
from celery.beat import Service

_QUIET = ("--loglevel=INFO", "--without-gossip", "--without-mingle")
_NICE = 10  # films come after everything else


def main() -> int:
    """Start what is wanted, and end with it; return its exit code."""
    wish = _wish()
    django.setup()
    app = import_module("townsquares.celery").app
    app.loader.import_default_modules()
    app.finalize()
    # The collector writes on every page it looks through, and each program would have its own.
    gc.collect()
    gc.freeze()
    parts = [
        _part(lambda: app.worker_main(["worker", f"--concurrency={wish.concurrency}", *_QUIET]))
    ]
    if wish.films:
        # It does one at a time, and each ends by itself (squares.media.ffmpeg): no second process.
        films = ["worker", "--queues=films", "--hostname=films@%h", "--pool=solo", *_QUIET]
        parts.append(_part(lambda: app.worker_main(films), nice=_NICE))
    if wish.schedule:
        app.log.setup(loglevel="INFO")
        Thread(
            target=_plan, args=[Service(app, schedule_filename=wish.schedule)], daemon=True
        ).start()
    return _watch(set(parts))


def _wish() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="townsquares.workers", description=__doc__)
    parser.add_argument("--concurrency", type=int, default=2, help="how many tasks at a time")
    parser.add_argument("--films", action="store_true", help="prepare films too; needs ffmpeg")
    parser.add_argument("--schedule", metavar="FILE", help="plan what recurs: on one machine only")
    return parser.parse_args()


def _part(run: Callable[[], object], *, nice: int = 0) -> int:
    """Return the number of a process that runs something and ends with it."""
    number = os.fork()
    if number:
        return number
    os.nice(nice)
    run()
    sys.exit(0)


def _plan(service: Service) -> None:
    """Plan what recurs, beside the watch, which has nothing else to do; everything ends with it."""
    try:
        service.start()
    finally:
        os.kill(os.getpid(), signal.SIGTERM)


def _watch(parts: set[int]) -> int:
    """Wait until all have ended; one that ends by itself ends the others.

    Returns: its code, 1 where a signal ended it; 0 where all were asked to end.
    """
    asked = list[int]()

    def end(number: int, _frame: object) -> None:
        asked.append(number)
        _ask_to_end(parts)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    codes = list[int]()
    while parts:
        part, status = os.wait()
        parts.discard(part)
        codes.append(os.waitstatus_to_exitcode(status))
        if not asked:
            _ask_to_end(parts)
    return 0 if asked else max(codes[0], 1 if codes[0] < 0 else 0)


def _ask_to_end(parts: set[int]) -> None:
    for part in parts:
        os.kill(part, signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main())
