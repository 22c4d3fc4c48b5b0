"""This room as a Django app."""

from django.apps import AppConfig


class RelationshipsConfig(AppConfig):
    """Tables and listeners of squares/relationships."""

    name = "squares.relationships"
