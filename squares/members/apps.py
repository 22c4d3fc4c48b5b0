"""This room as a Django app."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """Tables and listeners of squares/members."""

    name = "squares.members"

    def ready(self) -> None:
        """Begin to listen."""
        from squares.members import receivers  # noqa: F401 - importing is listening
