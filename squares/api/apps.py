"""This room as a Django app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Routes of squares/api."""

    name = "squares.api"
