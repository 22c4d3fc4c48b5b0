"""This room as a Django app."""

from django.apps import AppConfig


class BillingConfig(AppConfig):
    """Tables and listeners of billing."""

    name = "billing"
