"""Who appears in the tests.

Agora: Ada owns it, Ben moderates, Cleo and Eli are members. Forum: Fay moderates, Dov is a
member; both are strangers to Agora. In public: Ada is an officer of the Agora foundation, Dov of
another; Ola and Omar are operators.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.test import Client

from accounts.models import User
from commons.skeleton import skeleton
from squares.charter.models import Charter, Rule
from squares.members.models import Member
from tenants import provisioning
from tenants.context import inside, outside
from tenants.models.foundation import Foundation, Officer
from tenants.models.square import Square
from tenants.queries import find_square

PASSWORD = "correct horse battery"
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)

_PEOPLE = {
    "agora": {"Ada": "owner", "Ben": "moderator", "Cleo": "member", "Eli": "member"},
    "forum": {"Fay": "moderator", "Dov": "member"},
}


@dataclass(frozen=True)
class Cast:
    """Everybody, by first name; members belong to their own square."""

    agora: Square
    forum: Square
    ada: Member
    ben: Member
    cleo: Member
    eli: Member
    fay: Member
    dov: Member
    ada_officer: User
    dov_officer: User
    ola: User
    omar: User


def plant() -> None:
    """Make the squares and their people, committed, once for all tests."""
    officers = {name: _sign_in(name) for name in ("ada", "dov", "ola", "omar")}
    for slug, people in _PEOPLE.items():
        officer = officers["ada" if slug == "agora" else "dov"]
        foundation = Foundation.objects.create(
            name=f"{slug.title()} Foundation",
            country="DE",
            contact_email=officer.email,
            founded_at=LONG_AGO,
        )
        Officer.objects.create(
            foundation=foundation, user=officer, role=Officer.Role.OWNER, since=LONG_AGO
        )
        square = Square.objects.create(
            foundation=foundation,
            schema_name=f"sq_{slug}",
            slug=slug,
            skeleton=skeleton(slug),
            name=slug.title(),
            summary=f"The {slug} of the tests.",
            language="en",
            jurisdiction="DE",
            charter_template="community",
            state=Square.State.OPEN,
            founded_at=LONG_AGO,
        )
        provisioning.build(square, at=LONG_AGO)
        with inside(square):
            Charter.objects.get_or_create(id=1)
            if not Rule.objects.exists():
                Rule.objects.create(position=1, text="Be kind.", in_force_from=LONG_AGO)
                Rule.objects.create(position=2, text="No spam.", in_force_from=LONG_AGO)
            for name, role in people.items():
                _member(name, role)
    _plant_operators(officers["ola"], officers["omar"])


def find_cast() -> Cast:
    """Return everybody, fetched anew."""
    people: dict[str, Member] = {}
    with outside():
        squares = {slug: find_square(slug=slug) for slug in _PEOPLE}
    for slug, names in _PEOPLE.items():
        with inside(squares[slug]):
            for name in names:
                people[name.lower()] = Member.objects.get(handle=name)
    with outside():
        users = {user.email.split("@")[0]: user for user in User.objects.all()}
    return Cast(
        **squares,
        **people,
        ada_officer=users["ada"],
        dov_officer=users["dov"],
        ola=users["ola"],
        omar=users["omar"],
    )


def browser(place: Square | str, who: Member | User | None = None) -> Client:
    """Return a client that speaks to one host, signed in as a member, an officer or nobody.

    place: a square, "apex" or "ops". An operator's session counts as having a second factor.
    """
    host = (
        place.host
        if isinstance(place, Square)
        else {"apex": settings.APEX_HOST, "ops": f"ops.{settings.APEX_HOST}"}[place]
    )
    client = Client(headers={"host": host})
    if who is None:
        return client
    with inside(place) if isinstance(place, Square) else outside():
        user = who.user if isinstance(who, Member) else who
        client.force_login(user)
        if place == "ops":
            session = client.session
            session["account_authentication_methods"] = [
                {"method": "password", "at": 0},
                {"method": "mfa", "type": "totp", "at": 0},
            ]
            session["account_authentication_methods_user"] = str(user.pk)
            session.save()
    return client


def _sign_in(name: str) -> User:
    from allauth.account.models import EmailAddress

    user = User.objects.create_user(f"{name.lower()}@example.org", PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def _member(name: str, role: str) -> Member:
    return Member.objects.create(
        user=_sign_in(name),
        handle=name,
        handle_key=name.lower(),
        skeleton=skeleton(name),
        name=name,
        role=role,
        joined_at=LONG_AGO,
    )


def _plant_operators(ola: User, omar: User) -> None:
    """Make operators of two sign-ins: Ola leads, Omar reviews."""
    from ops.models.operator import Operator, Role

    Operator.objects.create(user=ola, name="Ola", role=Role.LEAD, since=LONG_AGO)
    Operator.objects.create(user=omar, name="Omar", role=Role.REVIEWER, since=LONG_AGO)
