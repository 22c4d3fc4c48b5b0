"""Found a square from the command line, for an officer who exists."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from commons import clock
from commons.errors import Refusal
from tenants import actions, queries, rules
from tenants.actions import FoundingRequest
from tenants.context import outside
from tenants.models.foundation import Officer
from tenants.models.square import Square


class Command(BaseCommand):
    """`manage.py found_square agora "Agora" --officer ada@example.org --language en …`."""

    help = "Found a square for a foundation, and open it with --open."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what the founding form asks."""
        parser.add_argument("slug")
        parser.add_argument("name")
        parser.add_argument("--officer", required=True, help="e-mail address of the sign-in")
        parser.add_argument("--foundation", default="", help="name, where there is none yet")
        parser.add_argument("--language", default="en")
        parser.add_argument("--jurisdiction", default="DE")
        parser.add_argument("--time-zone", default="UTC")
        parser.add_argument("--charter", default="community")
        parser.add_argument("--registration", default="open", choices=Square.Registration.values)
        parser.add_argument("--open", action="store_true", help="open it at once")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Found the square and say where it is."""
        try:
            with outside():
                square = self._found(options)
        except Refusal as refusal:
            raise CommandError(refusal.text()) from refusal
        self.stdout.write(square.url)

    def _found(self, options: dict[str, Any]) -> Square:
        at, office = clock.now(), _office(options)
        square = actions.found_square(
            request=FoundingRequest(
                name=options["name"],
                slug=options["slug"],
                language=options["language"],
                jurisdiction=options["jurisdiction"],
                time_zone=options["time_zone"],
                charter_template=options["charter"],
                registration=options["registration"],
            ),
            by=office,
            at=at,
        )
        if options["open"]:
            actions.change_state(
                square=square, to="open", hand=rules.Hand.SYSTEM, actor=office.actor, at=at
            )
        return square


def _office(options: dict[str, Any]) -> Officer:
    user = User.objects.filter(email=options["officer"].lower()).first()
    if user is None:
        msg = f"Nobody signs in as {options['officer']}."
        raise CommandError(msg)
    if options["foundation"]:
        actions.found_foundation(
            name=options["foundation"], country=options["jurisdiction"], by=user, at=clock.now()
        )
    office = queries.offices_of(user).last()
    if office is None:
        msg = "This person holds no office; name a foundation with --foundation."
        raise CommandError(msg)
    return office
