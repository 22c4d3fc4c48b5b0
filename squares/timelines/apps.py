"""This room as a Django app."""

from django.apps import AppConfig


class TimelinesConfig(AppConfig):
    """Tables and listeners of squares/timelines."""

    name = "squares.timelines"
