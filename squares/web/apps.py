"""This room as a Django app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Tables and listeners of squares/web."""

    name = "squares.web"
