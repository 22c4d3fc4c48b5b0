"""Timelines as they were a moment ago, for when there is no room to make them anew.

A page is kept for the square, the address and the very same caller: for whoever brings the same
token and cookies. It is kept only while the line fills, since otherwise nobody will need it.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from threading import Lock
from typing import Any

from townsquares.admission.takings import Here, Marks

Environ = dict[str, Any]  # Any: WSGI's own
Headers = list[tuple[str, str]]

MOST_SECONDS = 60.0
MOST_BYTES, MOST_BYTES_OF_ONE, MOST_BYTES_OF_A_PAGE = 16_000_000, 4_000_000, 400_000
# What makes an answer another: who asks, and in which form and language.
_CALLER = (
    "HTTP_HOST", "PATH_INFO", "QUERY_STRING", "HTTP_AUTHORIZATION", "HTTP_COOKIE",
    "HTTP_ACCEPT_LANGUAGE", "HTTP_ACCEPT", "HTTP_HX_REQUEST", "HTTP_HX_TARGET",
    "HTTP_X_FORWARDED_PROTO", "HTTP_IF_NONE_MATCH",
)  # fmt: skip
_NOT_AGAIN = {"x-request-id", "x-ratelimit-remaining", "x-ratelimit-reset", "x-ratelimit-limit"}


@dataclass(frozen=True)
class Page:
    """An answer that was given once.  mark: of its square, from before it was made."""

    schema: str
    mark: str
    made_at: float
    status: str
    headers: Headers
    body: bytes


class Older:
    """Pages by caller, bounded in all and for each square; the oldest goes first."""

    def __init__(
        self,
        marks: Marks | Here | None = None,
        clock: Callable[[], float] = time.monotonic,
        *,
        seconds: float = MOST_SECONDS,
    ) -> None:
        self._marks, self._clock, self._lock = marks or Marks(), clock, Lock()
        self._seconds = seconds
        self._pages: OrderedDict[bytes, Page] = OrderedDict()
        self._bytes: dict[str, int] = {"": 0}

    def mark(self, schema: str) -> str:
        """Return what a page that is made from now on is kept under."""
        return self._marks.known(schema)

    def keep(
        self, environ: Environ, schema: str, mark: str, answer: tuple[str, Headers, bytes]
    ) -> None:
        """Keep an answer, if it may be given again."""
        status, headers, body = answer
        names = {name.lower() for name, _value in headers}
        if not mark or not status.startswith("200") or "set-cookie" in names:
            return
        if len(body) > MOST_BYTES_OF_A_PAGE:
            return
        again = [(name, value) for name, value in headers if name.lower() not in _NOT_AGAIN]
        page = Page(schema, mark, self._clock(), status, again, body)
        with self._lock:
            self._drop(_name(environ))
            self._make_room(schema, len(body))
            self._pages[_name(environ)] = page
            self._count(page, 1)

    def find(self, environ: Environ) -> Page | None:
        """Return what this very caller was given lately, if nothing was taken away since.

        Cost: a round trip to Redis, where there is a page.
        """
        with self._lock:
            page = self._pages.get(_name(environ))
            if page is not None and self._clock() - page.made_at > self._seconds:
                self._drop(_name(environ))
                page = None
        if page is None or self._marks.now(page.schema) != page.mark:
            return None
        return page

    def age(self, page: Page) -> int:
        """Return how old a page is, in whole seconds."""
        return int(self._clock() - page.made_at)

    def _make_room(self, schema: str, size: int) -> None:
        while self._bytes.get(schema, 0) + size > MOST_BYTES_OF_ONE:
            self._drop(next(key for key, page in self._pages.items() if page.schema == schema))
        while self._bytes[""] + size > MOST_BYTES:
            self._drop(next(iter(self._pages)))

    def _drop(self, name: bytes) -> None:
        page = self._pages.pop(name, None)
        if page is not None:
            self._count(page, -1)

    def _count(self, page: Page, sign: int) -> None:
        for whose in ("", page.schema):
            self._bytes[whose] = self._bytes.get(whose, 0) + sign * len(page.body)
            if whose and not self._bytes[whose]:
                del self._bytes[whose]


def _name(environ: Environ) -> bytes:
    parts = [str(environ.get(part, "")) for part in _CALLER]
    return blake2b("\0".join(parts).encode(errors="replace"), digest_size=20).digest()
