"""What is said to whom is not admitted: at once, in the right form, and without any work."""

import json
from functools import lru_cache
from itertools import count
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from tenants.models.square import Square

Environ = dict[str, Any]  # Any: WSGI's own

STATUS, SLOW_STATUS = "503 Service Unavailable", "408 Request Timeout"
# Who is told to come again comes again spread over these seconds.
_LATER_SECONDS = 4
_turn = count()
_IN_JSON = ("/api/", "/oauth/token", "/oauth/revoke", "/nodeinfo/", "/.well-known/")
# As the API's own answers (squares.api.door): programs within other sites' pages read it too.
_FOR_PROGRAMS = [
    ("Content-Type", "application/json; charset=utf-8"),
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "Retry-After, X-Request-Id"),
]
_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)
_FOR_PEOPLE = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Content-Security-Policy", _POLICY),
    ("Referrer-Policy", "same-origin"),
    ("X-Content-Type-Options", "nosniff"),
]


def refusal(
    environ: Environ, square: Square | None, status: str = STATUS
) -> tuple[str, list[tuple[str, str]], bytes]:
    """Return the answer that there is too much to do, and when to come again.

    square: whose face and language the page has.  Cost: none, once the page was made.
    """
    programs = environ["PATH_INFO"].startswith(_IN_JSON)
    language = _language(square)
    face = square.name if square is not None else ""
    body = _sentence(language) if programs else _page(language, face)
    headers = _FOR_PROGRAMS if programs else [*_FOR_PEOPLE, ("Content-Language", language)]
    later = str(1 + next(_turn) % _LATER_SECONDS)
    headers = [*headers, ("Retry-After", later), ("Cache-Control", "no-store")]
    return status, headers, body if environ["REQUEST_METHOD"] != "HEAD" else b""


def _language(square: Square | None) -> str:
    if square is not None and square.language in dict(settings.LANGUAGES):
        return square.language
    return settings.LANGUAGE_CODE


@lru_cache(maxsize=64)
def _sentence(language: str) -> bytes:
    with translation.override(language):
        words = _(
            "There is more to do than hands at present. "
            "Please try again in a minute; nothing is lost."
        )
        return json.dumps({"error": words}).encode()


@lru_cache(maxsize=2_000)
def _page(language: str, face: str) -> bytes:
    context: dict[str, object] = {"status": 503}
    if face:
        context["square"] = SimpleNamespace(name=face)
    with translation.override(language):
        return render_to_string("errors/503.html", context).encode()
