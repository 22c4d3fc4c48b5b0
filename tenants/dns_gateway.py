"""Whether a host points at this platform: the one question we ask the name system."""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import httpx  # noqa: TID251 - this is a gateway
from django.conf import settings
from django.utils.translation import gettext as _

from tenants import rules

WELL_KNOWN = "/.well-known/town-squares"
PATIENCE_SECONDS = 5.0
_LONGEST_ANSWER = 200

Resolve = Callable[[str], list[str]]


@dataclass(frozen=True)
class Finding:
    """What was seen at a host; `reason` is for the officer, where it does not point here."""

    points_here: bool
    reason: str = ""


class DnsGateway(Protocol):
    """What we need of the outside."""

    def look_at(self, host: str, *, token: str) -> Finding:
        """Tell whether the host answers with the token we keep for it."""
        ...


class LiveDns:
    """Asks the name system, then the host itself.

    The address that was looked up is the one that is asked, and only addresses of the open
    internet are: a name cannot lead us to a machine behind our own walls.
    """

    def __init__(
        self, *, resolve: Resolve | None = None, client: httpx.Client | None = None
    ) -> None:
        self._resolve = resolve or _addresses
        self._client = client or httpx.Client(
            timeout=PATIENCE_SECONDS, follow_redirects=False, trust_env=False
        )

    def look_at(self, host: str, *, token: str) -> Finding:
        """Tell whether the host answers with the token we keep for it."""
        try:
            addresses = self._resolve(host)
        except OSError:
            return Finding(points_here=False, reason=_("The name is not known to the world yet."))
        if not addresses or not all(map(rules.is_outside, addresses)):
            return Finding(
                points_here=False, reason=_("The name leads to an address that is not public.")
            )
        return self._ask(addresses[0], host, token)

    def _ask(self, address: str, host: str, token: str) -> Finding:
        place = f"[{address}]" if ":" in address else address
        address = f"http://{place}{WELL_KNOWN}"
        try:
            with self._client.stream("GET", address, headers={"Host": host}) as answer:
                # Who answers may never end: the first piece is read, and no more.
                said = next(answer.iter_bytes(), b"")[:_LONGEST_ANSWER]
        except httpx.HTTPError:
            return Finding(points_here=False, reason=_("Nobody answered there."))
        if answer.status_code != httpx.codes.OK or said.strip() != token.encode():
            return Finding(points_here=False, reason=_("Another site answers there."))
        return Finding(points_here=True)


class PretendedDns:
    """For tests and a machine without the world: every host ending in `.example` points here."""

    def look_at(self, host: str, *, token: str) -> Finding:
        """Tell whether the host is one of those that are said to point here."""
        if host.endswith(".example") and token:
            return Finding(points_here=True)
        return Finding(points_here=False, reason=_("The name is not known to the world yet."))


def gateway() -> DnsGateway:
    """Return the real one in production, the pretended one elsewhere."""
    return LiveDns() if settings.MODE == "production" else PretendedDns()


def _addresses(host: str) -> list[str]:
    found = socket.getaddrinfo(host, 80, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))
