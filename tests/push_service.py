"""A push service and an app in a test: one takes what we send, the other opens it.

The app opens its letters by the RFCs, with nothing but primitives, and so checks the library by
which we close them.
"""

import base64
import json
import os
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def b64(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def unb64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Letter:
    """What arrived."""

    path: str
    headers: dict
    body: bytes


@dataclass
class PushService:
    """Answers each letter with the next of its answers, the last of them for ever."""

    answers: list = field(default_factory=lambda: [(201, {})])
    letters: list = field(default_factory=list)

    def __post_init__(self):
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                size = int(self.headers.get("Content-Length", 0))
                service.letters.append(
                    Letter(self.path, dict(self.headers.items()), self.rfile.read(size))
                )
                answers = service.answers
                status, headers = answers.pop(0) if len(answers) > 1 else answers[0]
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_GET = do_POST  # noqa: N815 - the library's name

            def log_message(self, *args):
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}"

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


class Phone:
    """An app's own keys, and how it opens what reaches it."""

    def __init__(self):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.auth = os.urandom(16)

    @property
    def point(self):
        return _point(self.key.public_key())

    @property
    def keys(self):
        return {"p256dh": b64(self.point), "auth": b64(self.auth)}

    def open(self, letter):
        """Return the message in a letter, in whichever of the two encodings."""
        if letter.headers["Content-Encoding"] == "aes128gcm":
            return json.loads(self._open_standard(letter.body))
        return json.loads(self._open_draft(letter))

    def _open_standard(self, body):
        """RFC 8291, section 3.4, in a body as RFC 8188, section 2.1, lays it out."""
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        sender, words = body[21 : 21 + length], body[21 + length :]
        assert len(words) <= size <= 4096
        info = b"WebPush: info\0" + self.point + sender
        seed = _hkdf(self.auth, self._shared(sender), info, 32)
        key = _hkdf(salt, seed, b"Content-Encoding: aes128gcm\0", 16)
        nonce = _hkdf(salt, seed, b"Content-Encoding: nonce\0", 12)
        plain = AESGCM(key).decrypt(nonce, words, None)
        words, mark, padding = plain.rpartition(b"\x02")
        assert mark
        assert not padding.strip(b"\0")
        return words

    def _open_draft(self, letter):
        """draft-ietf-webpush-encryption-04 with draft-ietf-httpbis-encryption-encoding-03."""
        salt = unb64(letter.headers["Encryption"].removeprefix("salt="))
        sender = unb64(_named(letter.headers["Crypto-Key"])["dh"])
        seed = _hkdf(self.auth, self._shared(sender), b"Content-Encoding: auth\0", 32)
        context = b"P-256\0" + _sized(self.point) + _sized(sender)
        key = _hkdf(salt, seed, b"Content-Encoding: aesgcm\0" + context, 16)
        nonce = _hkdf(salt, seed, b"Content-Encoding: nonce\0" + context, 12)
        plain = AESGCM(key).decrypt(nonce, letter.body, None)
        return plain[2 + int.from_bytes(plain[:2], "big") :]

    def _shared(self, sender):
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        return self.key.exchange(ec.ECDH(), public)


def signed_by(letter):
    """Return (claims, key) of a letter's sender, whose signature is checked."""
    scheme, _, rest = letter.headers["Authorization"].partition(" ")
    if scheme == "vapid":
        parts = dict(part.strip().split("=", 1) for part in rest.split(","))
        token, key = parts["t"], parts["k"]
    else:
        assert scheme == "WebPush"
        token, key = rest, _named(letter.headers["Crypto-Key"])["p256ecdsa"]
    head, claims, signature = token.split(".")
    assert json.loads(unb64(head)) == {"typ": "JWT", "alg": "ES256"}
    octets = unb64(signature)
    assert len(octets) == 64
    r, s = int.from_bytes(octets[:32], "big"), int.from_bytes(octets[32:], "big")
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unb64(key))
    public.verify(utils.encode_dss_signature(r, s), f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))
    return json.loads(unb64(claims)), key


def _hkdf(salt, secret, info, length):
    return HKDF(SHA256(), length, salt, info).derive(secret)


def _point(public):
    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _sized(octets):
    return len(octets).to_bytes(2, "big") + octets


def _named(header):
    return dict(part.split("=", 1) for part in header.split(";"))
