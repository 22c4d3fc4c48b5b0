"""What is right and wrong about apps, decided without looking anything up."""

import base64
import hmac
import re
import secrets
from hashlib import sha256
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from commons import text
from squares.clients import scopes
from squares.clients.errors import AppInvalid, GrantInvalid, RequestInvalid, ScopeInvalid

OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
NAME_LIMIT, ADDRESS_LIMIT, MOST_REDIRECTS = 60, 2000, 20
# Never an address to send a browser to: a script or a document of our own making.
_DANGEROUS = {"javascript", "data", "vbscript", "file", "blob", "about"}


def new_secret() -> str:
    """Return 256 random bits as 43 characters that fit into addresses and headers."""
    return secrets.token_urlsafe(32)


def may_be_key(text: str) -> bool:
    """Tell whether a text looks like what `new_secret` makes, and is worth looking up."""
    return _SECRET.fullmatch(text) is not None


def digest(secret: str) -> str:
    """Return what is kept of a secret; with 256 random bits behind it, a fast hash is enough."""
    return sha256(secret.encode()).hexdigest()


def same(secret: str, secret_hash: str) -> bool:
    """Compare a secret with what is kept, in constant time."""
    return hmac.compare_digest(digest(secret), secret_hash)


def tidy_name(name: str) -> str:
    """Return an app's name on one line, without what would turn the words around it."""
    return " ".join(text.normalise(name).split())


def clean_app(name: str, website: str, redirects: list[str], wanted: tuple[str, ...]) -> None:
    """Refuse an app that does not say properly what it is.

    Raises: AppInvalid.
    """
    if not name.strip():
        raise AppInvalid(reason=_("Name can't be blank"))
    if len(name) > NAME_LIMIT:
        raise AppInvalid(reason=_("Name is too long (maximum is %s characters)") % NAME_LIMIT)
    if website and (len(website) > ADDRESS_LIMIT or not _is_web(website)):
        raise AppInvalid(reason=_("Website must be a valid URL"))
    if not redirects:
        raise AppInvalid(reason=_("Redirect URI can't be blank"))
    if len(redirects) > MOST_REDIRECTS or not all(map(is_redirect, redirects)):
        raise AppInvalid(reason=_("Redirect URI must be an absolute URI."))
    if scopes.unknown(wanted):
        raise AppInvalid(reason=_("Scopes doesn't match configured on the server."))


def is_redirect(address: str) -> bool:
    """Tell whether an app may be sent back to an address.

    Web addresses, schemes of programs of their own, and the out-of-band name; no fragment.
    Source: RFC 6749, section 3.1.2; RFC 8252, section 7.
    """
    if address == OUT_OF_BAND:
        return True
    if len(address) > ADDRESS_LIMIT or any(c.isspace() or ord(c) < 33 for c in address):
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if not parts.scheme or parts.fragment or parts.scheme in _DANGEROUS:
        return False
    return bool(parts.netloc) if parts.scheme in {"http", "https"} else True


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def chosen_scopes(asked: str, registered: list[str]) -> tuple[str, ...]:
    """Return the scopes that an app asks a member for.

    Raises: ScopeInvalid, for one it did not register.
    """
    wanted = scopes.parse(asked) or scopes.DEFAULT
    if scopes.unknown(wanted) or scopes.beyond(wanted, registered):
        raise ScopeInvalid
    return wanted


def check_challenge(challenge: str, method: str) -> None:
    """Refuse a proof key of another kind than S256.

    Source: RFC 7636, section 4.3.  Raises: RequestInvalid.
    """
    if challenge and (method or "plain") != "S256":
        raise RequestInvalid(reason=_("The code_challenge_method must be S256."))
    if not challenge and method:
        raise RequestInvalid(reason=_("The code_challenge is missing."))
    if challenge and not may_be_key(challenge):  # 256 bits, written as a secret of ours is
        raise RequestInvalid(reason=_("The code_challenge is malformed."))


def check_verifier(challenge: str, verifier: str) -> None:
    """Refuse a code whose proof key does not fit; one without a challenge takes none.

    A verifier without a challenge means that somebody took the challenge off the way to our page.
    Source: RFC 7636, section 4.6; RFC 9700, section 2.1.1.  Raises: GrantInvalid.
    """
    if not challenge and not verifier:
        return
    hashed = sha256(verifier.encode("ascii", "replace")).digest()
    made = base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()
    if not hmac.compare_digest(made, challenge):
        raise GrantInvalid
