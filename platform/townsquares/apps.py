"""The roof as a Django app: starts fault reporting and the system checks."""

from django.apps import AppConfig
from django.conf import settings


class TownsquaresConfig(AppConfig):
    """Wiring that must happen once, when every room is there."""

    name = "townsquares"

    def ready(self) -> None:
        """Start reporting faults where a DSN is given."""
        from townsquares import celery, metrics, observability  # noqa: F401 - tasks then know their queue
        from townsquares.admission import takings  # noqa: F401 - importing is listening

        metrics.be_looked_at()
        observability.start(settings.SENTRY_DSN, mode=settings.MODE)
