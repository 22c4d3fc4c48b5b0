"""Write `.env.example` from the environment's own declarations."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from townsquares import environment

FILE = Path(__file__).resolve().parents[4] / ".env.example"


class Command(BaseCommand):
    """`manage.py env_example`."""

    help = "Write .env.example."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Write the file."""
        FILE.write_text(environment.example())
        self.stdout.write(f"wrote {FILE.name}")
