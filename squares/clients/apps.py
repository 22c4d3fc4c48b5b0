"""This room as a Django app."""

from django.apps import AppConfig


class ClientsConfig(AppConfig):
    """Tables and listeners of squares/clients."""

    name = "squares.clients"

    def ready(self) -> None:
        """Begin to listen."""
        from squares.clients import receivers  # noqa: F401 - importing is listening
