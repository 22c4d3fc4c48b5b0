"""Founds the one square of a stand, by the same actions that people use."""

import dataclasses
import secrets
from datetime import datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.management.base import CommandError

from accounts.models import User
from squares.charter.actions import charter
from squares.charter.models import Rule
from squares.clients.actions import issue_token, register_app
from squares.members.actions.inviting import invite
from squares.members.models import Member, Role
from tenants import actions as tenants
from tenants.context import inside, outside
from tenants.models.domain import Domain
from tenants.models.foundation import Officer
from tenants.models.square import Square
from tenants.rules import Hand

SYSTEM = "system"
EMAIL = "steward@example.org"
HANDLE = "keeper"
EVERYTHING = ("read", "write", "follow", "push", "profile", "admin:read", "admin:write")
OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"


@dataclasses.dataclass(frozen=True)
class Stand:
    """How the steward of a stand signs in, and a token that may do all that a steward may."""

    email: str
    password: str
    handle: str
    client_id: str
    client_secret: str
    access_token: str


def plant_stand(*, at: datetime) -> dict[str, str]:
    """Found the square, open it under the name of this machine, and let its steward in.

    Returns: the fields of Stand.
    Raises: CommandError, where this is no stand.
    """
    if not settings.LIVE_STAND:
        raise CommandError("This is no stand: `make live` starts one.")
    password = secrets.token_urlsafe(18)
    with outside():
        square = _found(password, at)
    with inside(square):
        keys = _keys_of(_let_in(password, at), at)
    with outside():
        tenants.change_state(
            square=square, to=Square.State.OPEN, hand=Hand.OWNER, actor=SYSTEM, at=at
        )
    return dataclasses.asdict(Stand(EMAIL, password, HANDLE, *keys))


def _found(password: str, at: datetime) -> Square:
    user = _sign_in(password)
    foundation = tenants.found_foundation(name="The stand", country="DE", by=user, at=at)
    request = tenants.FoundingRequest(
        name="Stand",
        slug="stand",
        language="en",
        jurisdiction="DE",
        summary="A square for trying programs. Nothing in it is kept.",
    )
    office = Officer.objects.get(foundation=foundation, user=user)
    square = tenants.found_square(request=request, by=office, at=at)
    # Nobody asks the name service about this machine, so what `verify_domain` writes is written.
    host = settings.LOOPBACK_HOST
    Domain.objects.create(host=host, square=square, token="", added_at=at, verified_at=at)
    Square.objects.filter(pk=square.pk).update(primary_host=host)
    square.primary_host = host
    return square


def _let_in(password: str, at: datetime) -> Member:
    charter.set_purpose(purpose="For trying programs.", contact_email=EMAIL, by=SYSTEM, at=at)
    token = invite(by=SYSTEM, email=EMAIL, role=Role.OWNER, at=at).url.rsplit("=", 1)[-1]
    return charter.join_square(
        user=_sign_in(password),
        handle=HANDLE,
        accepted=set(Rule.objects.filter(retired_at=None).values_list("pk", flat=True)),
        invitation_token=token,
        at=at,
    )


def _keys_of(steward: Member, at: datetime) -> tuple[str, str, str]:
    """Return the key and the secret of an app, and a token that the steward let it have."""
    made = register_app(name="Stand", redirect_uris=[OUT_OF_BAND], wanted=EVERYTHING, at=at)
    issued = issue_token(application=made.application, member=steward, wanted=EVERYTHING, at=at)
    return made.application.key, made.secret, issued.token


def _sign_in(password: str) -> User:
    user = User.objects.create_user(EMAIL, password)
    EmailAddress.objects.create(user=user, email=EMAIL, primary=True, verified=True)
    return user
