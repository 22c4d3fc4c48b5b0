"""This room as a Django app."""

from django.apps import AppConfig


class OpsConfig(AppConfig):
    """Tables and listeners of ops."""

    name = "ops"

    def ready(self) -> None:
        """Listen to what squares tell."""
        from ops import receivers  # noqa: F401 - importing is listening
