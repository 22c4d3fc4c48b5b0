"""This room as a Django app."""

from django.apps import AppConfig


class MediaConfig(AppConfig):
    """Tables and listeners of squares/media."""

    name = "squares.media"
