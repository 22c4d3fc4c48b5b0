"""The roof as a Django app: what must be so before anything is asked."""

from django.apps import AppConfig
from django.conf import settings


class TownsquaresConfig(AppConfig):
    """Wiring that must happen once, when every room is there."""

    name = "townsquares"

    def ready(self) -> None:
        """Choose where threads keep what is theirs; report faults where a DSN is given."""
        from townsquares import celery, metrics, observability, thread_stores  # noqa: F401 - tasks then know their queue
        from townsquares.admission import takings  # noqa: F401 - importing is listening

        thread_stores.keep_by_thread()
        metrics.be_looked_at()
        observability.start(settings.SENTRY_DSN, mode=settings.MODE)
