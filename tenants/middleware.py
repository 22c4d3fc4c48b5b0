"""From the host of a request to the square it enters.

Host → square is remembered in the process for a few seconds, so that the hot path reads nothing;
a state that changed is seen when that runs out.
"""

import time
from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation

from tenants import queries
from tenants.context import inside, outside
from tenants.errors import SquareNotFound
from tenants.models.square import Square

Answer = TypeVar("Answer", bound=HttpResponseBase)
GetResponse = Callable[[HttpRequest], HttpResponseBase]

REMEMBER_SECONDS = 2.0
REMEMBER_HOSTS = 5_000
_remembered: dict[str, tuple[float, Square | None]] = {}

# Which page a square shows instead of itself, with which status.
_CLOSED_DOORS = {
    Square.State.SUSPENDED: ("errors/square_suspended.html", 503),
    Square.State.CLOSED: ("errors/square_closed.html", 410),
}


def enter_square(get_response: GetResponse) -> GetResponse:
    """Answer each request inside the square its host names, or in public."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        host = request.META.get("HTTP_HOST", "").rsplit(":", 1)[0].lower()
        request.site, request.square = "apex", None  # type: ignore[attr-defined]
        if host in {settings.APEX_HOST, "127.0.0.1", "[::1]"}:
            return _answer_in_public(request, get_response, "apex")
        if host == f"ops.{settings.APEX_HOST}":
            return _answer_in_public(request, get_response, "ops")
        return _answer_in_square(request, get_response, host)

    return answer


def forget_hosts() -> None:
    """Forget every remembered host in this process, for tests and after a change of state."""
    _remembered.clear()


def _answer_in_public(
    request: HttpRequest, get_response: GetResponse, site: str
) -> HttpResponseBase:
    request.site = site  # type: ignore[attr-defined]
    if site == "ops":
        request.urlconf = "townsquares.urls_ops"
    with outside():
        return get_response(request)


def _answer_in_square(
    request: HttpRequest, get_response: GetResponse, host: str
) -> HttpResponseBase:
    with outside():
        square = _square_for(host)
    if square is None or square.built_at is None:
        return render(request, "errors/unknown_host.html", {"host": host}, status=404)
    request.site, request.square = "square", square  # type: ignore[attr-defined]
    request.urlconf = "townsquares.urls_square"
    if square.state in _CLOSED_DOORS:
        template, status = _CLOSED_DOORS[Square.State(square.state)]
        with outside(), translation.override(square.language):
            return render(request, template, {"square": square}, status=status)
    with inside(square):
        return get_response(request)


def _square_for(host: str) -> Square | None:
    now = time.monotonic()
    known = _remembered.get(host)
    if known is not None and known[0] > now:
        return known[1]
    square = _look_up(host)
    if len(_remembered) >= REMEMBER_HOSTS:
        _remembered.clear()
    _remembered[host] = (now + REMEMBER_SECONDS, square)
    return square


def _look_up(host: str) -> Square | None:
    below_apex = f".{settings.APEX_HOST}"
    if not host.endswith(below_apex):
        return queries.square_at(host=host)
    try:
        return queries.find_square(slug=host.removesuffix(below_apex))
    except SquareNotFound:
        return None
