"""This room as a Django app."""

from django.apps import AppConfig


class StreamingConfig(AppConfig):
    """Tables and listeners of squares/streaming."""

    name = "squares.streaming"
