"""This room as a Django app."""

from django.apps import AppConfig


class RelationshipsConfig(AppConfig):
    """Tables and listeners of squares/relationships."""

    name = "squares.relationships"

    def ready(self) -> None:
        """Begin to listen."""
        from squares.relationships import receivers  # noqa: F401 - importing is listening
