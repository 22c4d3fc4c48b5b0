"""`manage.py appoint_operator EMAIL`: make the first operator, or change or end one."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from typing_extensions import override

from commons.clock import now
from ops.actions.operators import appoint_operator, end_operator
from ops.errors import PersonNotFound
from ops.models.operator import Role


class Command(BaseCommand):
    """Appoint an operator from the machine itself: the console offers no such door."""

    help = "Make an operator of somebody who signs in on the platform."

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="as acts show it; else from the address")
        parser.add_argument("--role", choices=Role.values, default=Role.REVIEWER)
        parser.add_argument("--end", action="store_true", help="end the work instead")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        email: str = options["email"]
        try:
            if options["end"]:
                operator = end_operator(by="command", email=email, at=now())
            else:
                operator = appoint_operator(
                    email=email,
                    name=options["name"] or email.partition("@")[0].title(),
                    role=Role(options["role"]),
                    by="command",
                    at=now(),
                )
        except PersonNotFound as refusal:
            raise CommandError(refusal.text()) from refusal
        did = "no longer works here" if options["end"] else f"is {operator.get_role_display()}"
        self.stdout.write(f"{operator.name} <{email}> {did}.")
