"""Print a link a person, which signs you in as one of the demo's people."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.models import User
from embedded.demo.scripts import PEOPLE
from embedded.sign_in import sign_in_link
from squares.members.models import Member
from tenants.context import inside
from tenants.models.square import Square


class Command(BaseCommand):
    """`manage.py demo_links`; the links work in development only."""

    help = "Print one-click sign-in links for the demo's people."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print a name and a link for everyone who is there."""
        for name, (site, slug, who, start) in PEOPLE.items():
            square = Square.objects.filter(slug=slug).first() if slug else None
            user = self._find(square, who)
            if user is not None:
                link = sign_in_link(square, site=site, user=user, next=start)  # type: ignore[arg-type]
                self.stdout.write(f"{name}\n    {link}")

    def _find(self, square: Square | None, who: str) -> User | None:
        if square is None:
            return User.objects.filter(email=who).first()
        with inside(square):
            member = Member.objects.select_related("user").filter(handle_key=who).first()
            return member.user if member else None
