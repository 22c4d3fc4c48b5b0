"""Bring every schema up to date: the platform's own first, then each square."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from typing_extensions import override

from commons import events
from tenants import migrating
from tenants.commanding import add_arguments, migrate_all
from tenants.events import PlatformMigrated


class Command(BaseCommand):
    """`manage.py migrate_platform`."""

    help = "Migrate the public schema and every square."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        """Take how many squares at once, and how closely to look."""
        add_arguments(parser)

    @override
    def handle(self, *_args: Any, **options: Any) -> None:
        """Migrate; a square that fails is named at the end and makes the command fail."""
        self.check(databases=["default"])
        say = self.stdout.write
        applied = migrating.migrate_public(lambda name: say(f"  public {name}"))
        say(f"public: {applied} migrations applied")
        events.tell(PlatformMigrated())
        migrate_all(self.stdout, workers=options["workers"], closely=options["closely"])
