"""The ground as a Django app: the audit chain and the outbox, in public and in every square."""

from django.apps import AppConfig


class CommonsConfig(AppConfig):
    """Tables that every schema has."""

    name = "commons"
