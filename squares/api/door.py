"""The door for programs: one call from bytes to bytes, past everything that only pages need.

No session, no CSRF token, no template: an app brings its token with each call.
"""

import logging
from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec
from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFilesSent
from django.core.signals import got_request_exception
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.urls import set_urlconf
from django.utils import translation

from commons import clock
from commons.conditional import etag_of, is_unchanged
from commons.errors import NotFound, Refusal, TooMany
from commons.headers import put, put_missing, ready
from commons.limits import Budget
from squares.api import auth, budgets, parsing, routes, streams
from squares.api.answers import Answer, Empty, Paged, links
from squares.api.call import Call
from squares.api.endpoint import Endpoint
from squares.api.errors import NOT_FOUND, Fault, fault_of
from tenants.models.square import Square

log = logging.getLogger(__name__)

_CORS = ready({
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, POST, PUT, PATCH, DELETE, OPTIONS",
    "Access-Control-Allow-Headers": "*, Authorization, Content-Type, Idempotency-Key",
    "Access-Control-Expose-Headers": (
        "ETag, Link, X-RateLimit-Reset, X-RateLimit-Limit, X-RateLimit-Remaining, X-Request-Id"
    ),
    "Access-Control-Max-Age": "7200",
    "Vary": "Authorization, Accept-Language",
})  # fmt: skip
_PRIVATE = ready({"Cache-Control": "private, no-store"})
_JSON = "application/json; charset=utf-8"
_encode = msgspec.json.Encoder().encode


def answer(request: HttpRequest, square: Square) -> HttpResponse:
    """Answer one call, whatever happens, in JSON."""
    if request.method == "OPTIONS":
        return _options(request)
    set_urlconf(request.urlconf)  # letters name pages; Django would set it on its way to a view
    with translation.override(_language(request, square)):
        try:
            response = _respond(Call(request, square, at=clock.now()))
        except Refusal as refusal:
            response = _refused(refusal)
        except (BadRequest, UnreadablePostError):
            response = _say(Fault("The request could not be read"), 400)
        except (RequestDataTooBig, TooManyFilesSent):
            response = _say(Fault("The request is too large"), 413)
        except Exception:
            log.exception("a call failed: %s %s", request.method, _way(request))
            got_request_exception.send(sender=answer, request=request)
            response = _say(Fault("We're sorry, but something went wrong on our end."), 500)
    return _open_to_all(response)


def _respond(call: Call) -> HttpResponse:
    """Find the endpoint, the caller and what they sent; then ask and answer."""
    request = call.request
    if request.path.startswith(streams.PREFIX):
        return streams.lead(call)
    found, parts = routes.find(request.method or "GET", request.path)
    request.declared = found.path  # type: ignore[attr-defined]  # townsquares.metrics counts by it
    sent, call.files = parsing.read(request)
    budget: Budget | None = None
    try:
        try:
            auth.identify(call, auth.token_in(call.header("Authorization"), _token(sent)))
        finally:  # a token that nobody holds is counted too
            budget = budgets.spend_common(call)
            _refuse_spent(budget)
        auth.admit(call, found)
        _refuse_unopened(call)
        if found.limit:
            budget = budgets.spend_particular(call, found.limit)
            _refuse_spent(budget)
        arguments = parts if found.params is None else {
            **parts, "params": parsing.convert(sent, found.params)
        }  # fmt: skip
        response = _spared(call, _written(call, found.handler(call, **arguments)))
    except Refusal as refusal:
        response = _refused(refusal)
    return _with_headers(response, found, budget)


def _token(sent: dict[str, Any]) -> object:
    return sent.get("access_token")


def _refuse_spent(budget: Budget) -> None:
    if budget.spent:
        seconds = max(1, int((budget.resets_at - clock.now()).total_seconds()) + 1)
        raise TooMany(retry_after=seconds)


def _refuse_unopened(call: Call) -> None:
    """Keep visitors out of a square that is not open yet, as its pages do."""
    if call.square.state == Square.State.FOUNDING and call.member is None:
        raise NotFound


def _written(call: Call, returned: Any) -> HttpResponse:
    """Write what an endpoint returned."""
    status, headers = 200, dict[str, str]()
    if isinstance(returned, HttpResponse):
        return returned
    if isinstance(returned, Answer):
        returned, status, headers = returned.body, returned.status, dict(returned.headers)
    if isinstance(returned, Paged):
        address = call.base + call.request.path
        query = dict(call.request.GET.lists()) if call.request.META.get("QUERY_STRING") else {}
        if link := links(returned, address, query):
            headers["Link"] = link
        returned = returned.items
    response = _say(Empty() if returned is None else returned, status)
    return _add(response, headers)


def _spared(call: Call, response: HttpResponse) -> HttpResponse:
    """Tag what was read, and send an app nothing where it has that already.

    Source: RFC 9110, 13.1.2 and 15.4.5
    """
    if call.request.method != "GET" or response.status_code != 200 or response.streaming:
        return response
    etag = etag_of(response.content)
    put(response, ready({"ETag": etag}))
    if is_unchanged(call.header("If-None-Match"), etag):
        response.status_code, response.content = 304, b""
        del response["Content-Type"]
    return response


def _with_headers(response: HttpResponse, found: Endpoint, budget: Budget | None) -> HttpResponse:
    if budget is not None:
        put(response, ready(budgets.headers(budget)))
    if found.deprecated:
        response["Deprecation"] = "@1668384000"  # with Mastodon 4.0; RFC 9745
    put_missing(response, _PRIVATE)
    return response


def _add(response: HttpResponse, headers: Mapping[str, str]) -> HttpResponse:
    for name, value in headers.items():
        response[name] = value
    return response


def _refused(refusal: Refusal) -> HttpResponse:
    status, fault = fault_of(refusal)
    response = _say(fault, status)
    if status == 401:
        response["WWW-Authenticate"] = (
            f'Bearer realm="Doorkeeper", error="invalid_token", error_description="{fault.error}"'
        )
    if seconds := refusal.params.get("retry_after"):
        response["Retry-After"] = str(seconds)
    if (more := refusal.params.get("details")) and isinstance(fault, Fault):
        fault.details = more
        response.content = _encode(fault)
    return response


def _say(body: Any, status: int) -> HttpResponse:
    return HttpResponse(_encode(body), status=status, content_type=_JSON)


def _open_to_all(response: HttpResponse) -> HttpResponse:
    """Let programs of other sites read an answer."""
    put_missing(response, _CORS)
    return response


def _options(request: HttpRequest) -> HttpResponse:
    """Answer a browser that asks before it asks: no token comes with this.

    Source: https://fetch.spec.whatwg.org/#http-cors-protocol
    """
    methods = routes.methods_at(request.path)
    response = HttpResponse(status=204 if methods else 404)
    if not methods:
        response = _say(Fault(NOT_FOUND), 404)
    _open_to_all(response)
    response["Allow"] = ", ".join(["OPTIONS", *methods])
    return response


def _language(request: HttpRequest, square: Square) -> str:
    """Speak what the app asks for, else what the square speaks."""
    if request.META.get("HTTP_ACCEPT_LANGUAGE"):
        return translation.get_language_from_request(request)
    return square.language if square.language in _spoken() else settings.LANGUAGE_CODE


@cache
def _spoken() -> frozenset[str]:
    return frozenset(code for code, _ in settings.LANGUAGES)


def _way(request: HttpRequest) -> str:
    """Return the declared path of a request: ids and names stay out of the log."""
    try:
        return routes.find(request.method or "GET", request.path)[0].path
    except Refusal:
        return "nowhere"
