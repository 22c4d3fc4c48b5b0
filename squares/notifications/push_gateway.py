"""Handing a sealed message to a push service: the one thing this room asks of the world.

An endpoint is whatever an app says, so it is treated as hostile: only addresses of the open
internet are spoken to, the address that was looked up is the one that is called, no redirect is
followed, and the answer is not read.
"""

import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Protocol
from urllib.parse import urlsplit

import httpx  # noqa: TID251 - this is a gateway
from django.conf import settings

from squares.notifications.push_messages import Envelope
from tenants.rules import is_outside

PATIENCE = httpx.Timeout(8.0, connect=4.0)

Resolve = Callable[[str, int], list[str]]


@dataclass(frozen=True)
class Delivery:
    """What became of a message.

    status: what the service answered, 0 where nobody did.  wait_seconds: how long it asks us to
    wait before the next try, 0 where it does not say.
    """

    status: int
    wait_seconds: int = 0

    @property
    def is_done(self) -> bool:
        """Whether the service took it."""
        return 200 <= self.status < 300

    @property
    def is_gone(self) -> bool:
        """Whether nothing will ever arrive there again: expired, or made with another key.

        Source: RFC 8030, section 7.3; RFC 8292, section 4.2.
        """
        return self.status in {403, 404, 410}

    @property
    def is_worth_another(self) -> bool:
        """Whether another try may succeed."""
        return self.status in {0, 408, 429} or self.status >= 500


class PushGateway(Protocol):
    """What we need of the outside."""

    def deliver(self, envelope: Envelope) -> Delivery:
        """Hand a message over; never raises for what the other side does."""
        ...


class LivePush:
    """Speaks to push services.

    open_only: whether addresses inside our own walls are refused; a machine of one's own may
    be its own push service.
    """

    def __init__(
        self, *, open_only: bool, resolve: Resolve | None = None, client: httpx.Client | None = None
    ) -> None:
        self._open_only = open_only
        self._resolve = resolve or _addresses
        self._client = client or httpx.Client(
            timeout=PATIENCE, follow_redirects=False, trust_env=False
        )

    def deliver(self, envelope: Envelope) -> Delivery:
        """Hand a message over; never raises for what the other side does."""
        parts = urlsplit(envelope.endpoint)
        host = parts.hostname or ""
        try:
            addresses = self._resolve(host, parts.port or (443 if parts.scheme == "https" else 80))
        except OSError:
            return Delivery(0)
        if not addresses or (self._open_only and not all(map(is_outside, addresses))):
            return Delivery(410)
        return self._send(envelope, addresses[0], host)

    def _send(self, envelope: Envelope, address: str, host: str) -> Delivery:
        url = httpx.URL(envelope.endpoint)
        headers = {
            **envelope.headers,
            "Host": url.netloc.decode("ascii"),
            "User-Agent": "Town Squares",
        }
        try:
            with self._client.stream(
                "POST",
                url.copy_with(host=address),
                headers=headers,
                content=envelope.body,
                extensions={"sni_hostname": host},
            ) as answer:
                return Delivery(answer.status_code, _wait(answer.headers))
        except (httpx.HTTPError, httpx.InvalidURL):
            return Delivery(0)


@cache
def gateway() -> PushGateway:
    """Return the gateway of this process; only production closes its own walls to it."""
    return LivePush(open_only=settings.MODE == "production")


def _wait(headers: Mapping[str, str]) -> int:
    said = headers.get("retry-after", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 6 else 0


def _addresses(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))
