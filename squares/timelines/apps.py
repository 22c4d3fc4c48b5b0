"""This room as a Django app."""

from django.apps import AppConfig


class TimelinesConfig(AppConfig):
    """Tables and listeners of squares/timelines."""

    name = "squares.timelines"

    def ready(self) -> None:
        """Begin to listen."""
        from squares.timelines import receivers  # noqa: F401 - importing is listening
