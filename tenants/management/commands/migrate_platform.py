"""Bring every schema up to date: the platform's own first, then each square."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commons import events
from tenants import migrating
from tenants.events import PlatformMigrated


class Command(BaseCommand):
    """`manage.py migrate_platform`."""

    help = "Migrate the public schema and every square."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Migrate; a square that fails is named at the end and makes the command fail."""
        self.check(databases=["default"])
        say = self.stdout.write
        applied = migrating.migrate_public(lambda name: say(f"  public {name}"))
        say(f"public: {applied} migrations applied")
        events.tell(PlatformMigrated())
        outcomes = list(migrating.migrate_squares(lambda name: say(f"  {name}")))
        for outcome in outcomes:
            if outcome.applied or outcome.error:
                say(f"{outcome.slug}: {outcome.error or outcome.applied}")
        if failed := [o.slug for o in outcomes if o.error]:
            msg = f"These squares were not migrated: {', '.join(failed)}"
            raise CommandError(msg)
