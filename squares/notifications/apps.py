"""This room as a Django app."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Tables and listeners of squares/notifications."""

    name = "squares.notifications"
