"""This room as a Django app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Tables and listeners of squares/web."""

    name = "squares.web"

    def ready(self) -> None:
        """Say how a square's figures are counted."""
        from squares.web.panel import figures

        figures.count_for_usage()
