"""This room as a Django app."""

from django.apps import AppConfig


class TenantsConfig(AppConfig):
    """Tables and listeners of tenants."""

    name = "tenants"
