"""The task queue's program: `celery -A townsquares.celery worker` and `… beat`."""

import os

from celery import Celery

from townsquares.schedule import PERIODIC

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "townsquares.settings")

app = Celery("townsquares")
# For every thread, not only this one: the web server answers in threads of its own.
app.set_default()
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = PERIODIC
