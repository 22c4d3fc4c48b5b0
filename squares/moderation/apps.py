"""This room as a Django app."""

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    """Tables and listeners of squares/moderation."""

    name = "squares.moderation"
