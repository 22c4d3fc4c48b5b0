"""This room as a Django app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Routes of squares/api."""

    name = "squares.api"

    def ready(self) -> None:
        """Write what streaming tells apps."""
        from squares.api.live import Pen
        from squares.streaming.rendering import write_with

        write_with(Pen())
