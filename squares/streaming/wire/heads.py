"""The head of a request, and whole answers; a connection takes one request and no more.

So nothing can hide behind the first request, and every answer ends its connection.
Source: RFC 9112, sections 2 to 5.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qsl, unquote, urlsplit

HEAD_LIMIT = 16_384
HEADERS_LIMIT = 100
END = b"\r\n\r\n"

_START = re.compile(r"([A-Z]{3,10}) (\S+) HTTP/1\.[01]")
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
# What stands once only: two of them would let two readers of one head disagree.
_ONCE = {"host", "authorization", "content-length", "sec-websocket-key", "origin"}


class BadHead(Exception):
    """A head that cannot be read; `status` is what is answered."""

    def __init__(self, status: int = 400) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, slots=True)
class Head:
    """What somebody asks for.  headers: by small name, repeated ones joined by ", "."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]

    def tokens(self, name: str) -> list[str]:
        """Return the parts of a list in a header, in small letters."""
        return [part.strip().lower() for part in self.headers.get(name, "").split(",")]

    @property
    def wants_websocket(self) -> bool:
        """Whether the client asks to go on as a WebSocket.  Source: RFC 6455, section 4.2.1."""
        return "websocket" in self.tokens("upgrade") and "upgrade" in self.tokens("connection")


def read_head(raw: bytes) -> Head:
    """Return the head in these bytes, up to the blank line and without it.

    Raises: BadHead.
    """
    start, *lines = raw.decode("latin-1").split("\r\n")
    found = _START.fullmatch(start)
    if found is None or len(lines) > HEADERS_LIMIT:
        raise BadHead
    method, target = found.groups()
    try:
        parts = urlsplit(target)
        query = dict(parse_qsl(parts.query, keep_blank_values=True, max_num_fields=50))
        path = unquote(parts.path)
    except ValueError:
        raise BadHead from None
    return Head(method, path, query, _headers(lines))


def answer(
    status: int, body: bytes = b"", headers: Mapping[str, str] | None = None, kind: str = ""
) -> bytes:
    """Return a whole answer, after which the connection ends."""
    named = {"Content-Length": str(len(body)), "Connection": "close", **(headers or {})}
    if kind:
        named["Content-Type"] = kind
    return start(status, named) + body


def start(status: int, headers: Mapping[str, str]) -> bytes:
    """Return the first line and the headers of an answer."""
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def _headers(lines: list[str]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        # A line that goes on from the one before is refused, as the standard wishes.
        if not colon or not _NAME.fullmatch(name) or any(c in value for c in "\r\n\0"):
            raise BadHead
        name, value = name.lower(), value.strip(" \t")
        if name in headers and name in _ONCE:
            raise BadHead
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers
