"""From the web server's call to an answer: Django's way for pages, a shorter one for programs.

What apps ask of a square needs no session, no CSRF token and none of the signals by which Django
tidies up: those cost more than to read and write most answers.
"""

from collections.abc import Callable
from typing import Any

from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db import DatabaseError, connections
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from commons import headers
from squares.api import door, routes
from tenants import rules
from tenants.middleware import enter_square, square_for
from townsquares import metrics, middleware

Environ = dict[str, Any]  # Any: WSGI's own
Begin = Callable[..., Any]

# What a call passes on its way to `squares.api.door`, from the outermost.
_ON_THE_WAY: tuple[Callable[[Any], Callable[[HttpRequest], HttpResponseBase]], ...] = (
    metrics.measure,
    middleware.request_id,
    middleware.answer_head,
    middleware.security_headers,
    middleware.know_address,
    middleware.readable_only,
    enter_square,
)


class Request(WSGIRequest):
    """A request in UTF-8, whatever it claims: an encoding is not for a stranger to choose.

    Django takes up any codec of Python's, and fails before the first middleware for some.
    """

    def _set_content_type_params(self, meta: Environ) -> None:
        kind = meta.get("CONTENT_TYPE", "")
        super()._set_content_type_params({"CONTENT_TYPE": kind.partition(";")[0]})  # type: ignore[misc]


class TwoWays:
    """Chooses the way of a request; for a handler of Django's, of the server or of a test."""

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        if is_call(request.META):
            response = answer_call(request)
            closers: list[Any] = response._resource_closers  # type: ignore[attr-defined]  # noqa: SLF001 - as Django does
            closers.append(request.close)
            return response
        return super().get_response(request)  # type: ignore[misc,no-any-return]  # Django's handler


class Handler(TwoWays, WSGIHandler):
    """The application that the gate lets requests in to."""

    request_class = Request

    def __call__(self, environ: Environ, begin: Begin) -> Any:  # Any: WSGI's, which Django narrows
        """Answer; the shorter way ends as a list that nothing needs to be closed of."""
        if not is_call(environ):
            return super().__call__(environ, begin)
        request = self.request_class(environ)
        try:
            response = answer_call(request)
            status = f"{response.status_code} {response.reason_phrase}"
            begin(status, headers.lines(response))
            return [response.content]
        finally:
            request.close()
            connections["default"].close_if_unusable_or_obsolete()


def is_call(environ: Environ) -> bool:
    """Tell whether a request is a program's, to a square.

    Where that cannot be found out, Django says what went wrong.
    Cost: at most 1 query; none while the host is remembered.
    """
    if not routes.is_for_programs(environ["PATH_INFO"]):
        return False
    try:
        return square_for(rules.tidy_host(environ.get("HTTP_HOST", ""))) is not None
    except DatabaseError:
        return False


def _ask(request: HttpRequest) -> HttpResponseBase:
    return door.answer(request, request.square)  # type: ignore[attr-defined]


def _chain() -> Callable[[HttpRequest], HttpResponse]:
    answer: Callable[[HttpRequest], HttpResponseBase] = _ask
    for step in reversed(_ON_THE_WAY):
        answer = step(answer)
    return convert_exception_to_response(answer)  # type: ignore[return-value]  # never awaitable


answer_call = _chain()
