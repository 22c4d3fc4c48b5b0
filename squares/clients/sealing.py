"""A token of a push subscription, kept so that the database alone does not give it away."""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from squares.clients.derived import derived
from squares.clients.push import octets
from squares.clients.vapid import b64

_NONCE_BYTES = 12


def seal(token: str, *, token_id: int) -> str:
    """Close a token under the square's own key; it opens for the same row only."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return b64(nonce + _cipher().encrypt(nonce, token.encode(), _bound_to(token_id)))


def unseal(sealed: str, *, token_id: int) -> str:
    """Open what `seal` closed; "" where that was under another SECRET_KEY."""
    closed = octets(sealed)
    try:
        return (
            _cipher()
            .decrypt(closed[:_NONCE_BYTES], closed[_NONCE_BYTES:], _bound_to(token_id))
            .decode()
        )
    except InvalidTag:
        return ""


def _cipher() -> AESGCM:
    return AESGCM(derived("push token", 32))


def _bound_to(token_id: int) -> bytes:
    return str(token_id).encode()
