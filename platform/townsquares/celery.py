"""The task queue's program: `celery -A townsquares.celery worker` and `… beat`."""

import gc
import os
from typing import Any

from celery import Celery
from celery.signals import task_postrun, task_prerun, worker_init, worker_process_init
from django.db import close_old_connections

from commons import measures
from townsquares.schedule import PERIODIC

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "townsquares.settings")

app = Celery("townsquares")
# For every thread, not only this one: the web server answers in threads of its own.
app.set_default()
app.config_from_object("django.conf:settings", namespace="CELERY")
# A process keeps its connection from task to task, as the web server does from request to request;
# Celery would make two anew for each, which costs more than most tasks.
app.conf["CELERY_DB_REUSE_MAX"] = 10_000
app.autodiscover_tasks()
# What nobody did before it came again is not done twice: a queue without workers stays short.
app.conf.beat_schedule = {
    name: {**entry, "options": {"expires": entry["schedule"]}} for name, entry in PERIODIC.items()
}


@worker_init.connect
def _share_memory(**_signal: object) -> None:
    """Keep what is loaded out of the collector's sight: the processes to come then share it.

    Looking through everything, the collector writes on every page, and each process would get a
    copy of its own.
    """
    gc.collect()
    gc.freeze()


@worker_process_init.connect
def _be_a_worker(**_signal: object) -> None:
    """Count statements of this process as a worker's."""
    measures.be("worker")


@task_prerun.connect
def _look_at_connections(**signal: Any) -> None:  # Any: Celery's own
    """Let go of a connection that broke, or that saw too many squares."""
    if not signal["task"].request.is_eager:
        close_old_connections()


@task_postrun.connect
def _tell_what_was_counted(**_signal: object) -> None:
    """Add up, at most once a second."""
    measures.flush()
