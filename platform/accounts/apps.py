"""Sign-ins as a Django app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The sign-in table."""

    name = "accounts"
