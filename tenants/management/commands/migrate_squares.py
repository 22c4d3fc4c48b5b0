"""Bring every square up to date, without touching the platform's own schema."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tenants import migrating


class Command(BaseCommand):
    """`manage.py migrate_squares`."""

    help = "Migrate every square; one that fails is passed over and named."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Migrate, and say what became of each square that was not up to date."""
        outcomes = list(migrating.migrate_squares(lambda name: self.stdout.write(f"  {name}")))
        for outcome in outcomes:
            if outcome.applied or outcome.error:
                self.stdout.write(f"{outcome.slug}: {outcome.error or outcome.applied}")
        if failed := [o.slug for o in outcomes if o.error]:
            msg = f"These squares were not migrated: {', '.join(failed)}"
            raise CommandError(msg)
        self.stdout.write(f"{len(outcomes)} squares are up to date.")
