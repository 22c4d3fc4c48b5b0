"""This room as a Django app."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Tables and listeners of squares/notifications."""

    name = "squares.notifications"

    def ready(self) -> None:
        """Begin to listen."""
        from squares.notifications import receivers  # noqa: F401 - importing is listening
