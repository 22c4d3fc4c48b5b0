"""Sign-ins as a Django app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The sign-in table."""

    name = "accounts"

    def ready(self) -> None:
        """Begin to listen."""
        from accounts import receivers  # noqa: F401 - importing is listening
