"""Keys that a square has without keeping them: made of the deployment's secret and its name."""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from tenants.context import the_square


def derived(purpose: str, length: int) -> bytes:
    """Return the square's own secret for a purpose; another square has another.

    length: in bytes.  It changes when SECRET_KEY does.
    Source: RFC 5869.
    """
    info = f"townsquares {purpose}\0{the_square().schema_name}".encode()
    return HKDF(SHA256(), length, salt=None, info=info).derive(settings.SECRET_KEY.encode())
