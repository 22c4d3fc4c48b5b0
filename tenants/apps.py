"""This room as a Django app."""

from django.apps import AppConfig


class TenantsConfig(AppConfig):
    """Tables, listeners and checks of tenants."""

    name = "tenants"

    def ready(self) -> None:
        """Listen to facts, check the database role, and let facts wake a worker."""
        from commons import events
        from tenants import checks, receivers, tasks  # noqa: F401 - registered by being imported

        events.hint_with(tasks.wake_worker)
