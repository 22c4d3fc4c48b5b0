"""Decisions about squares without I/O: which names may be addresses, which state follows which."""

import re
from collections.abc import Mapping
from enum import StrEnum
from ipaddress import IPv6Address, ip_address, ip_network

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commons.skeleton import skeleton
from tenants.models.foundation import Foundation, Officer
from tenants.models.square import Square

State = Square.State

# What a foundation may do before anybody granted it anything.
FREE_SQUARES, FREE_DOMAINS = 1, 0
SLUG_MIN, SLUG_MAX = 3, 40
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PRIVATE_ENDINGS = {"localhost", "local", "internal", "home", "lan", "test", "invalid", "onion"}
_GIVEN_OUT, _CARRIES_IPV4 = ip_network("2000::/3"), ip_network("2002::/16")
_HOST_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")

# What the platform needs for itself now or later, or what a reader would take for the platform.
_KEPT = """
    about abuse account accounts admin administrator api app apps assets auth autoconfig
    autodiscover billing config contact dashboard dev dns docs domain download email faq
    foundation foundations ftp git health help host hostmaster imap images info internal
    invalid invoice invoices join legal local localdomain localhost log login logout mail
    mailer media mobile moderation moderator monitor mta-sts mx newsletter noc notice notices
    notification notifications ns ns1 ns2 oauth official operator operators ops pages panel
    pay payment payments platform pop postmaster press privacy proxy public push register
    relay root safety schema search secure security server settings sign-in sign-up signin
    signup smtp sq square squares ssl staff staging static stats status streaming support
    sysadmin system tenant tenants terms test town-square town-squares townsquare townsquares
    transparency trust upload uploads web webhook webhooks webmail webmaster www www1 www2
"""
RESERVED = frozenset(_KEPT.split())
_RESERVED_LOOKS = frozenset(skeleton(name) for name in RESERVED)


class Hand(StrEnum):
    """Whose hand moves a square from one state to another."""

    OWNER = "owner"
    MANAGER = "manager"
    OPERATOR = "operator"
    SYSTEM = "system"


_OFFICE = frozenset({Hand.OWNER, Hand.MANAGER})
_ANYONE = frozenset(Hand)

# The whole life of a square: from where to where, and by whose hand. An officer may undo what
# officers may do; what an operator suspended, only an operator releases.
TRANSITIONS: Mapping[tuple[State, State], frozenset[Hand]] = {
    (State.FOUNDING, State.OPEN): _OFFICE | {Hand.SYSTEM},
    (State.FOUNDING, State.SUSPENDED): frozenset({Hand.OPERATOR}),
    (State.FOUNDING, State.CLOSED): frozenset({Hand.OWNER, Hand.OPERATOR, Hand.SYSTEM}),
    (State.OPEN, State.READ_ONLY): _ANYONE,
    (State.OPEN, State.SUSPENDED): frozenset({Hand.OPERATOR}),
    (State.OPEN, State.CLOSING): frozenset({Hand.OWNER}),
    (State.READ_ONLY, State.OPEN): _ANYONE,
    (State.READ_ONLY, State.SUSPENDED): frozenset({Hand.OPERATOR}),
    (State.READ_ONLY, State.CLOSING): frozenset({Hand.OWNER}),
    (State.SUSPENDED, State.OPEN): frozenset({Hand.OPERATOR}),
    (State.SUSPENDED, State.READ_ONLY): frozenset({Hand.OPERATOR}),
    (State.SUSPENDED, State.CLOSED): frozenset({Hand.OPERATOR}),
    (State.CLOSING, State.OPEN): frozenset({Hand.OWNER}),
    (State.CLOSING, State.SUSPENDED): frozenset({Hand.OPERATOR}),
    (State.CLOSING, State.CLOSED): frozenset({Hand.OPERATOR, Hand.SYSTEM}),
}


def may_become(before: State, after: State, *, hand: Hand) -> bool:
    """Tell whether a hand may take a square from one state to the other."""
    return hand in TRANSITIONS.get((before, after), frozenset())


def next_states(before: State, *, hand: Hand) -> tuple[State, ...]:
    """Return where a hand may take a square from here, in the order of a square's life."""
    return tuple(after for after in State if may_become(before, after, hand=hand))


def hand_of(role: str) -> Hand | None:
    """Return what an office is among the hands; a treasurer's moves nothing."""
    return {Officer.Role.OWNER: Hand.OWNER, Officer.Role.MANAGER: Hand.MANAGER}.get(
        Officer.Role(role)
    )


def may_manage(role: str) -> bool:
    """Tell whether an office may change squares; a treasurer only looks."""
    return hand_of(role) is not None


def squares_allowed(foundation: Foundation) -> int:
    """Return how many squares a foundation's plan includes."""
    return int(foundation.entitlements.get("squares", FREE_SQUARES))


def domains_allowed(foundation: Foundation) -> int:
    """Return how many domains of its own a foundation's plan includes."""
    return int(foundation.entitlements.get("domains", FREE_DOMAINS))


def reason_not_to_be_an_address(slug: str) -> str | Promise:
    """Return why a name cannot be a square's address, or "" when it can.

    Whether another square has it already is for the database to say.
    """
    if not slug.isascii() or slug.startswith("xn--"):
        return _(
            "Addresses use the letters a to z, because letters of other scripts can be mistaken "
            "for these. The square's name may be written in any script."
        )
    if not SLUG_MIN <= len(slug) <= SLUG_MAX:
        return _("An address has between 3 and 40 characters.")
    if not _SLUG.fullmatch(slug):
        return _("Use small letters, digits and single hyphens between them.")
    if slug in RESERVED:
        return _("This name is kept for the platform itself.")
    if skeleton(slug) in _RESERVED_LOOKS:
        return _("This looks too much like a name that is kept for the platform itself.")
    return ""


def schema_of(slug: str) -> str:
    """Return the schema of a slug: "sq_" and the slug with underscores."""
    return f"sq_{slug.replace('-', '_')}"


def tidy_host(host: str) -> str:
    """Return a host as it is stored: small letters, no port, no dot at its end."""
    name = host.strip().lower()
    if name.startswith("["):
        return name.partition("]")[0] + "]"
    return name.partition(":")[0].rstrip(".")


def reason_not_to_connect(host: str, *, apex: str) -> str | Promise:
    """Return why a tidy host cannot be a square's own domain, or "" when it can."""
    if host == apex or host.endswith(f".{apex}"):
        return _("This address belongs to the platform.")
    if _is_number(host) or host.rpartition(".")[2] in {
        "",
        "localhost",
        "local",
        "internal",
        "test",
    }:
        return _("A domain is a name such as talk.example.org, reachable from everywhere.")
    labels = host.split(".")
    if len(host) > 253 or len(labels) < 2 or not all(map(_HOST_LABEL.fullmatch, labels)):
        return _("A domain is a name such as talk.example.org, reachable from everywhere.")
    return ""


def is_outside(address: str) -> bool:
    """Tell whether an IP address belongs to the open internet.

    Of IPv6 only what is given out to networks does, and nothing that carries an IPv4 address, for
    which a gateway may stand behind our walls.  Source: RFC 4291, 2.4; RFC 3056; RFC 6052.
    """
    number = ip_address(address)
    if isinstance(number, IPv6Address) and (number not in _GIVEN_OUT or number in _CARRIES_IPV4):
        return False
    return number.is_global and not number.is_multicast


def _is_number(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
