"""How a square says to a push service that it is the sender (VAPID).

Each square has a P-256 key of its own, derived and kept nowhere (docs/decisions/0016).
Source: RFC 8292.
"""

import json
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from functools import lru_cache
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from squares.clients.derived import derived
from tenants.context import the_square

# The order of the group P-256: FIPS 186-4, D.1.2.3.
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_HOLDS_FOR = timedelta(hours=12)  # RFC 8292 allows 24


def public_key() -> str:
    """Return the square's public key as apps are told it: base64url of the uncompressed point."""
    point = (
        _key(derived("vapid", 48))
        .public_key()
        .public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    )
    return b64(point)


def signed_for(endpoint: str, *, at: datetime) -> str:
    """Return the token by which a push service knows the square, good for half a day.

    Source: RFC 8292, section 2; RFC 7515; RFC 7518, section 3.4.
    """
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((at + _HOLDS_FOR).timestamp()),
        "sub": the_square().url,
    }
    head = b64(json.dumps({"typ": "JWT", "alg": "ES256"}).encode())
    said = f"{head}.{b64(json.dumps(claims).encode())}"
    r, s = decode_dss_signature(_key(derived("vapid", 48)).sign(said.encode(), ec.ECDSA(SHA256())))
    return f"{said}.{b64(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def b64(octets: bytes) -> str:
    """Return base64url without its padding.  Source: RFC 7515, section 2."""
    return urlsafe_b64encode(octets).rstrip(b"=").decode()


@lru_cache(maxsize=256)
def _key(seed: bytes) -> ec.EllipticCurvePrivateKey:
    # 48 bytes leave no bias that matters: FIPS 186-4, B.4.1.
    number = int.from_bytes(seed, "big") % (_ORDER - 1) + 1
    return ec.derive_private_key(number, ec.SECP256R1())
