"""This room as a Django app."""

from django.apps import AppConfig
from typing_extensions import override


class MediaConfig(AppConfig):
    """Tables and listeners of squares/media."""

    name = "squares.media"

    @override
    def ready(self) -> None:
        """Begin to listen."""
        from squares.media import receivers  # noqa: F401 - registering is the point
