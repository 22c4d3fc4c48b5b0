"""This room as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BillingConfig(AppConfig):
    """Tables and listeners of billing."""

    name = "billing"

    def ready(self) -> None:
        """Listen to facts about money, and put the bills on the desk."""
        from billing import receivers  # noqa: F401 - registered by being imported
        from tenants import desk

        desk.add_place("credit-card", _("Plan and bills"), "panel_billing")
