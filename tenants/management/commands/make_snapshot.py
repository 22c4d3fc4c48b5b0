"""Write the template of a square from the migrations; run it whenever they change."""

from typing import Any

from django.core.management.base import BaseCommand

from tenants import snapshot


class Command(BaseCommand):
    """`manage.py make_snapshot`."""

    help = "Write tenants/square.json from the migrations."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Write the file and say what it holds."""
        made = snapshot.write()
        self.stdout.write(f"{len(made.statements)} statements of {len(made.migrations)} migrations")
