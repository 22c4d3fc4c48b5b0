"""This room as a Django app."""

from django.apps import AppConfig


class OpsConfig(AppConfig):
    """Tables and listeners of ops."""

    name = "ops"
