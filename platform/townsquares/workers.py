"""The programs of the background: what Celery's own commands start, without those commands.

They load a shell's worth of libraries into each process.

Options: --concurrency 2 --films --schedule FILE
"""

import argparse
import logging
import os
import signal
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from threading import Thread
from typing import Any

import django
from celery.beat import Service
from celery.utils.nodenames import default_nodename, host_format

# What Celery loads only when a worker starts: once for all of them, instead.
_LATER = (
    "celery.apps.worker", "celery.backends.redis", "celery.concurrency.prefork",
    "celery.concurrency.solo", "celery.worker.autoscale", "celery.worker.components",
    "celery.worker.consumer", "celery.worker.loops", "celery.worker.strategy",
    "kombu.transport.redis",
)  # fmt: skip
_NICE = 10  # films come after everything else


def programs(options: Sequence[str]) -> dict[str, Callable[[], object]]:
    """Return what is wanted by name, when everything is loaded.

    One process prepares films and plans what recurs.
    """
    wish = _wish(options)
    app = import_module("townsquares.celery").app  # which names the settings
    django.setup()
    # Whoever deploys has checked already; each worker would write on all pages that it looks at.
    os.environ.setdefault("CELERY_SKIP_CHECKS", "1")  # noqa: TID251 - Celery's own switch
    app.loader.import_default_modules()
    app.finalize()
    for module in _LATER:
        import_module(module)
    wanted = dict[str, Callable[[], object]]()
    if wish.concurrency:
        wanted["workers"] = partial(_work, app, concurrency=wish.concurrency)
    if wish.films:
        wanted["films"] = partial(_films, app, wish)
    elif wish.schedule:
        wanted["schedule"] = partial(_plan, app, wish)
    return wanted


def _wish(options: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="--workers", description=__doc__)
    parser.add_argument("--concurrency", type=int, default=2, help="how many tasks at a time")
    parser.add_argument("--films", action="store_true", help="prepare films too; needs ffmpeg")
    parser.add_argument("--schedule", metavar="FILE", help="plan what recurs: on one machine only")
    return parser.parse_args(options)


def _films(app: Any, wish: argparse.Namespace) -> None:  # Any: Celery's own
    """Prepare one film at a time; each ends by itself (squares.media.ffmpeg)."""
    app.log.setup(loglevel="INFO")  # once, before two threads would
    if wish.schedule:
        Thread(target=_plan, args=[app, wish], daemon=True).start()
    os.nice(_NICE)  # this thread alone: the plan is kept
    _work(app, queues="films", hostname="films@%h", pool_cls="solo")


def _work(app: Any, *, hostname: str = "celery@%h", **options: object) -> None:  # Any: as above
    """Do tasks until asked to end; options: of Celery's Worker."""
    worker = app.Worker(
        hostname=host_format(default_nodename(hostname)),
        loglevel=logging.INFO,
        without_gossip=True,
        without_mingle=True,
        **options,
    )
    worker.start()
    sys.exit(worker.exitcode)


def _plan(app: Any, wish: argparse.Namespace) -> None:  # Any: as above
    """Plan what recurs; everything ends with it."""
    app.log.setup(loglevel="INFO")
    try:
        Service(app, schedule_filename=wish.schedule).start()
    finally:
        os.kill(os.getpid(), signal.SIGTERM)
