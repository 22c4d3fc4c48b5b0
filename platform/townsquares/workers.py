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
from collections.abc import Callable, Iterable
from functools import partial
from importlib import import_module
from threading import Thread
from typing import Any, NoReturn

import django
from celery.beat import Service

from townsquares import watch

_QUIET = ("--loglevel=INFO", "--without-gossip", "--without-mingle")
_NICE = 10  # films come after everything else


def main() -> None:
    """Start what is wanted, and end with it; its exit code is that of what ended."""
    wish = _wish()
    django.setup()
    app = import_module("townsquares.celery").app
    app.loader.import_default_modules()
    app.finalize()
    # The collector writes on every page it looks through, and each program would have its own.
    gc.collect()
    gc.freeze()
    work = ["worker", f"--concurrency={wish.concurrency}", *_QUIET]
    part([partial(app.worker_main, work), *_beside(app, wish)])


def part(programs: Iterable[Callable[[], object]]) -> NoReturn:
    """Run each in a process of its own, and become what watches over them."""
    signal.pthread_sigmask(signal.SIG_BLOCK, watch.ENDING)  # until there is somebody to heed them
    numbers = [str(_parted(run)) for run in programs]
    os.execv(sys.executable, [sys.executable, "-I", "-S", watch.__file__, *numbers])  # noqa: S606


def _wish() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="townsquares.workers", description=__doc__)
    parser.add_argument("--concurrency", type=int, default=2, help="how many tasks at a time")
    parser.add_argument("--films", action="store_true", help="prepare films too; needs ffmpeg")
    parser.add_argument("--schedule", metavar="FILE", help="plan what recurs: on one machine only")
    return parser.parse_args()


def _parted(run: Callable[[], object]) -> int:
    """Return the number of a process that runs something and ends with it."""
    number = os.fork()
    if number:
        return number
    signal.pthread_sigmask(signal.SIG_UNBLOCK, watch.ENDING)
    run()
    sys.exit(0)


def _beside(app: Any, wish: argparse.Namespace) -> list[Callable[[], object]]:  # Any: Celery's own
    """Return what runs beside the work: one process prepares films and plans what recurs."""
    if wish.films:
        return [partial(_films, app, wish)]
    return [partial(_plan, app, wish)] if wish.schedule else []


def _films(app: Any, wish: argparse.Namespace) -> None:
    """Prepare one film at a time; each ends by itself (squares.media.ffmpeg)."""
    app.log.setup(loglevel="INFO")  # once, before two threads would
    if wish.schedule:
        Thread(target=_plan, args=[app, wish], daemon=True).start()
    os.nice(_NICE)  # this thread alone: the plan is kept
    app.worker_main(["worker", "--queues=films", "--hostname=films@%h", "--pool=solo", *_QUIET])


def _plan(app: Any, wish: argparse.Namespace) -> None:
    """Plan what recurs; everything ends with it."""
    app.log.setup(loglevel="INFO")
    try:
        Service(app, schedule_filename=wish.schedule).start()
    finally:
        os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
