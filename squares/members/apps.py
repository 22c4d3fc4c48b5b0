"""This room as a Django app."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """Tables and listeners of squares/members."""

    name = "squares.members"
