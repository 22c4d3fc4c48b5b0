"""Secrets of invitation links: the database keeps only what they hash to."""

import hashlib
import secrets


def new_token() -> str:
    """Return a fresh secret of 192 random bits that fits into an address."""
    return secrets.token_urlsafe(24)


def hash_of(token: str) -> str:
    """Return the SHA-256 of a secret, in hex; enough for one that is random."""
    return hashlib.sha256(token.encode()).hexdigest()
