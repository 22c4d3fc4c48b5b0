"""This room as a Django app."""

from django.apps import AppConfig
from typing_extensions import override


class PostsConfig(AppConfig):
    """Tables and listeners of squares/posts."""

    name = "squares.posts"

    @override
    def ready(self) -> None:
        """Begin to listen."""
        from squares.posts import receivers  # noqa: F401 - registering is the point
