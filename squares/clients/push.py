"""Where an app's notifications go: what it says of that, and whether it can be used.

Source: RFC 8030, RFC 8291; https://docs.joinmastodon.org/methods/push/
"""

import binascii
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import urlsplit

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ENDPOINT_LENGTH = 2000
AUTH_BYTES = 16


class Audience(StrEnum):
    """Whose doings wake the app."""

    ALL = "all"
    FOLLOWED = "followed"
    FOLLOWER = "follower"
    NONE = "none"


class Subscription(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where an app's notifications go, as it is kept beside its token.

    p256dh, auth: the app's public key and its secret, base64url.  standard: whether the app
    reads RFC 8291 rather than the draft before it.  alerts: by Mastodon's types; what is not
    named does not wake the app.  sealed: its own token, for the message; only we can open it.
    """

    endpoint: str
    p256dh: str
    auth: str
    sealed: str
    standard: bool = False
    alerts: dict[str, bool] = msgspec.field(default_factory=dict)
    policy: Audience = Audience.ALL

    @property
    def point(self) -> bytes:
        """The app's public key, uncompressed."""
        return octets(self.p256dh)

    @property
    def secret(self) -> bytes:
        """What the app and we alone know."""
        return octets(self.auth)


def octets(text: str) -> bytes:
    """Read base64 in either alphabet, padded or not.

    Raises: ValueError.
    """
    tidy = text.strip().rstrip("=").replace("+", "-").replace("/", "_")
    if not tidy.isascii():
        raise ValueError
    try:
        return urlsafe_b64decode(tidy + "=" * (-len(tidy) % 4))
    except binascii.Error as error:
        raise ValueError from error


def reason_not_to_push(endpoint: str, *, p256dh: str, auth: str) -> str | Promise:
    """Return why a subscription cannot be used, or "" when it can.

    Whether the endpoint leads to the open internet is looked at again at each sending.
    """
    if not _is_outward(endpoint):
        return _("Endpoint is not a valid URL")
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), octets(p256dh))
    except ValueError:
        return _("Key p256dh is invalid")
    try:
        fits = len(octets(auth)) == AUTH_BYTES
    except ValueError:
        fits = False
    return "" if fits else _("Key auth is invalid")


def wanted_alerts(alerts: Mapping[str, bool]) -> dict[str, bool]:
    """Return the alerts worth keeping: those of a name that could be a type."""
    return {name: bool(on) for name, on in list(alerts.items())[:40] if len(name) <= 40}


def _is_outward(endpoint: str) -> bool:
    """Tell whether an address is https without a sign-in; at home, also http on this machine."""
    try:
        parts = urlsplit(endpoint)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return False
    fits = len(endpoint) <= ENDPOINT_LENGTH and endpoint.isascii() and not _has_space(endpoint)
    if not fits or not host or parts.username is not None or parts.fragment:
        return False
    if settings.MODE != "production" and host in {"127.0.0.1", "localhost"}:
        return parts.scheme in {"http", "https"}
    return parts.scheme == "https" and not _is_inside(host)


def _has_space(text: str) -> bool:
    return any(character.isspace() or not character.isprintable() for character in text)


def _is_inside(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host.rstrip(".")
