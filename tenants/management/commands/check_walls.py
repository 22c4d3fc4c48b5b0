"""Look for holes in the walls between squares, in the database as it stands."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tenants import checks, walls


class Command(BaseCommand):
    """`manage.py check_walls`."""

    help = "Check that every square's schema is its own role's and open to nobody else."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Say what was found; a hole makes the command fail."""
        holes = walls.look_for_holes()
        for hole in holes:
            self.stdout.write(f"{hole.place} {hole.what}")
        for message in checks.the_walls_stand(None, databases=["default"]):
            self.stdout.write(str(message))
        if holes:
            msg = f"{len(holes)} holes"
            raise CommandError(msg)
        self.stdout.write("Every wall stands.")
