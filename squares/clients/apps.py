"""This room as a Django app."""

from django.apps import AppConfig


class ClientsConfig(AppConfig):
    """Tables of squares/clients."""

    name = "squares.clients"
