"""This room as a Django app."""

from django.apps import AppConfig


class StreamingConfig(AppConfig):
    """Listeners of squares/streaming."""

    name = "squares.streaming"

    def ready(self) -> None:
        """Begin to hear."""
        from squares.streaming import receivers  # noqa: F401 - importing is listening
