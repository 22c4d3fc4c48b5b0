"""This room as a Django app."""

from django.apps import AppConfig


class CharterConfig(AppConfig):
    """Tables and listeners of squares/charter."""

    name = "squares.charter"
