"""Bring every square up to date, without touching the platform's own schema."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from typing_extensions import override

from tenants.commanding import add_arguments, migrate_all


class Command(BaseCommand):
    """`manage.py migrate_squares`; stopped, it goes on where it was when it is called again."""

    help = "Migrate every square; one that fails is passed over and named."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        """Take how many squares at once, and how closely to look."""
        add_arguments(parser)

    @override
    def handle(self, *_args: Any, **options: Any) -> None:
        """Migrate, and say what became of each square that was not up to date."""
        count = migrate_all(self.stdout, workers=options["workers"], closely=options["closely"])
        self.stdout.write(f"{count} squares are up to date.")
