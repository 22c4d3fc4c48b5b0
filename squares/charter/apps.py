"""This room as a Django app."""

from django.apps import AppConfig


class CharterConfig(AppConfig):
    """Tables and listeners of squares/charter."""

    name = "squares.charter"

    def ready(self) -> None:
        """Begin to listen."""
        from squares.charter import receivers  # noqa: F401 - importing is listening
