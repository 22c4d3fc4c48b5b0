"""From the host of a request to the square it enters.

Host → square is remembered in the process for a few seconds, so that the hot path reads nothing;
a state that changed elsewhere is seen when that runs out.
"""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.utils import translation

from tenants import queries, rules
from tenants.context import inside, outside
from tenants.dns_gateway import WELL_KNOWN
from tenants.errors import SquareNotFound
from tenants.models.square import Square

GetResponse = Callable[[HttpRequest], HttpResponseBase]

REMEMBER_SECONDS = 2.0
REMEMBER_HOSTS = 5_000
LONGEST_HOST = 253  # letters; whatever is longer is no name, and not kept in mind (RFC 1035, 2.3.4)
_remembered: dict[str, tuple[float, Square | None]] = {}

# Which page a square shows instead of itself, with which status, and when to look again.
_CLOSED_DOORS = {
    Square.State.SUSPENDED: ("errors/square_suspended.html", 503, 3600),
    Square.State.CLOSED: ("errors/square_closed.html", 410, 0),
}
_UNBUILT = ("errors/square_founding.html", 503, 2)
_NOT_OPEN = ("errors/square_not_open.html", 503, 3600)

# What a visitor reaches in a square that is not open yet: its first people join there.
_BEFORE_OPENING = ("/account/", "/join", "/look.css", "/static/", "/legal/", "/language", "/dev/")
# Where programs ask, closed doors say so in JSON.
_IN_JSON = ("/api/", "/oauth/token", "/oauth/revoke", "/.well-known/")
# What stays at the address below the apex when a square has its own domain: programs that were
# given that address keep it.
_FOR_PROGRAMS = ("/api/", "/oauth/", "/.well-known/", "/nodeinfo/", "/media/")
_LOOPBACK = {"127.0.0.1", "[::1]"}


class enter_square:  # noqa: N801 - a middleware, named like its neighbours
    """Answer each request inside the square its host names, or in public."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Find the place, and answer there."""
        host = _named(rules.tidy_host(request.META.get("HTTP_HOST", "")))
        request.site, request.square = "apex", None  # type: ignore[assignment,attr-defined]
        if request.path == WELL_KNOWN:
            return _say_token(host)
        if host == settings.APEX_HOST:
            return self._answer_in_public(request, "apex")
        if host == f"ops.{settings.APEX_HOST}":
            return self._answer_in_public(request, "ops")
        if host == f"www.{settings.APEX_HOST}":
            apex = f"{settings.PUBLIC_SCHEME}://{settings.APEX_ADDRESS}"
            return HttpResponsePermanentRedirect(apex + request.get_full_path())
        return self._answer_in_square(request, host)

    def process_view(
        self,
        request: HttpRequest,
        _view: object,
        _args: object,
        _kwargs: object,
    ) -> HttpResponseBase | None:
        """Keep visitors out of a square that is not open yet; its first people may enter."""
        square: Square | None = request.square  # type: ignore[attr-defined]
        if square is None or square.state != Square.State.FOUNDING:
            return None
        if request.path.startswith(_BEFORE_OPENING) or request.user.is_authenticated:
            return None
        return _door(request, square, _NOT_OPEN)

    def _answer_in_public(self, request: HttpRequest, site: str) -> HttpResponseBase:
        request.site = site  # type: ignore[assignment]
        if site == "ops":
            request.urlconf = "townsquares.urls_ops"
        with outside():
            return self.get_response(request)

    def _answer_in_square(self, request: HttpRequest, host: str) -> HttpResponseBase:
        square = square_for(host)
        if square is None:
            return _unknown(request, host)
        request.site, request.square = "square", square  # type: ignore[assignment,attr-defined]
        request.META["townsquares.square"] = square  # for what stands in front of Django
        request.urlconf = "townsquares.urls_square"
        if square.state in _CLOSED_DOORS and not _still_answered(request, square):
            return _door(request, square, _CLOSED_DOORS[Square.State(square.state)])
        if square.built_at is None:
            return _door(request, square, _UNBUILT)
        if _belongs_to_own_domain(request, square, host):
            return redirect(square.url + request.get_full_path())
        with inside(square):
            return self.get_response(request)


def forget_hosts() -> None:
    """Forget every remembered host in this process, for tests and after a change of state."""
    _remembered.clear()


def _say_token(host: str) -> HttpResponse:
    """Answer the question by which a host is shown to point here."""
    with outside():
        token = queries.token_of(host)
    return HttpResponse(token, content_type="text/plain", status=200 if token else 404)


def _unknown(request: HttpRequest, host: str) -> HttpResponse:
    if request.path.startswith(_IN_JSON):
        return JsonResponse({"error": "There is no square at this address"}, status=404)
    with outside(), translation.override(translation.get_language_from_request(request)):
        return render(request, "errors/unknown_host.html", {"host": host}, status=404)


def _still_answered(request: HttpRequest, square: Square) -> bool:
    """Legal notices can be sent and followed while a square is suspended: law does not pause."""
    return square.state == Square.State.SUSPENDED and request.path.startswith("/legal/")


def _door(request: HttpRequest, square: Square, page: tuple[str, int, int]) -> HttpResponse:
    """Return the page a square shows instead of itself, in the square's language."""
    template, status, look_again = page
    if request.path.startswith(_IN_JSON):
        return _door_for_programs(square, status, look_again)
    context: dict[str, Any] = {"door": square, "status": status}  # Any: what Django takes
    known = square.language if translation.check_for_language(square.language) else "en"
    with outside(), translation.override(known):
        answer = render(request, template, context, status=status)
        answer["Content-Language"] = known
    if look_again:
        answer["Retry-After"] = str(look_again)
    answer["Cache-Control"] = "no-store"
    return answer


def _door_for_programs(square: Square, status: int, look_again: int) -> HttpResponse:
    """Say in JSON that a square does not answer now; browsers of other pages may read it too."""
    answer = JsonResponse({"error": f"This square is {square.state}"}, status=status)
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cache-Control"] = "no-store"
    if look_again:
        answer["Retry-After"] = str(look_again)
    return answer


def _belongs_to_own_domain(request: HttpRequest, square: Square, host: str) -> bool:
    return (
        bool(square.primary_host)
        and host != square.primary_host
        and request.method in {"GET", "HEAD"}
        and not request.path.startswith(_FOR_PROGRAMS)
    )


def square_for(host: str) -> Square | None:
    """Return the square a tidy host leads to, in any state; remembered for two seconds."""
    if len(host) > LONGEST_HOST:
        return None
    host, now = _named(host), time.monotonic()
    known = _remembered.get(host)
    if known is not None and known[0] > now:
        return known[1]
    with outside():
        square = _look_up(host)
    if len(_remembered) >= REMEMBER_HOSTS:
        _remembered.clear()
    _remembered[host] = (now + REMEMBER_SECONDS, square)
    return square


def _named(host: str) -> str:
    """Return the name that stands for this machine where a host is only its number."""
    return settings.LOOPBACK_HOST if host in _LOOPBACK else host


def _look_up(host: str) -> Square | None:
    below_apex = f".{settings.APEX_HOST}"
    if not host.endswith(below_apex):
        return queries.square_at(host=host)
    try:
        return queries.find_square(slug=host.removesuffix(below_apex))
    except SquareNotFound:
        return None
