"""What every request passes on its way in: health, a number, safe headers, a language."""

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from commons.headers import put, put_missing, ready
from townsquares.observability import new_number, request_number

type_answer = Callable[[HttpRequest], HttpResponseBase]

MAX_BODY = 70_000_000  # four pictures of 16 MB with their words
_OF_PAGES = ready({
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "interest-cohort=()",
})  # fmt: skip
_OF_ALL = ready({"X-Content-Type-Options": "nosniff"})
_OF_ALL_BY_HTTPS = _OF_ALL | ready({"Strict-Transport-Security": "max-age=31536000"})


def health(get_response: type_answer) -> type_answer:
    """Answer GET /healthz on any host, before anything that could be unwell."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.path == "/healthz":
            return HttpResponse("OK", content_type="text/plain")
        return get_response(request)

    return answer


def request_id(get_response: type_answer) -> type_answer:
    """Give the request a number that stands in the log, in Sentry and in the answer."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        request.id = new_number()  # type: ignore[attr-defined]
        token = request_number.set(request.id)  # type: ignore[attr-defined]
        try:
            response = get_response(request)
        finally:
            request_number.reset(token)
        put(response, ready({"X-Request-Id": request.id}))  # type: ignore[attr-defined]
        return response

    return answer


def answer_head(get_response: type_answer) -> type_answer:
    """Answer HEAD as GET without the body, for every page at once.

    Source: RFC 9110, section 9.3.2.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.method != "HEAD":
            return get_response(request)
        request.method = "GET"
        request.META.pop("HTTP_RANGE", None)  # a range is GET's alone; section 14.2
        response = get_response(request)
        if isinstance(response, HttpResponse):
            response.headers.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
        elif isinstance(response, StreamingHttpResponse):
            response.streaming_content = ()  # a file is not read for nothing
        return response

    return answer


def know_address(get_response: type_answer) -> type_answer:
    """Set REMOTE_ADDR to whoever asks, behind as many proxies as the environment says are ours.

    Limits count by it: a proxy's own address would make everybody one, and a header that no proxy
    of ours wrote would make one everybody.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        request.META["REMOTE_ADDR"] = address_in(request.META)
        return get_response(request)

    return answer


def address_in(environ: Mapping[str, Any]) -> str:  # Any: WSGI's own
    """Return from where a request comes, as the proxies that are ours say."""
    hops = environ.get("HTTP_X_FORWARDED_FOR", "").split(",")
    trusted: int = settings.TRUSTED_PROXIES
    named = hops[-trusted].strip() if 0 < trusted <= len(hops) else ""
    return named or str(environ.get("REMOTE_ADDR", ""))


def readable_only(get_response: type_answer) -> type_answer:
    """Refuse what no page of ours could read, before anything tries to.

    Postgres stores no NUL, and a body larger than any form of ours would fill the disk.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            if _is_for_programs(request):
                return _say("The request could not be read", 400)
            raise BadRequest("a NUL in the address")
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length[:20]) > MAX_BODY:
            return _too_large(request)
        return get_response(request)

    return answer


def _too_large(request: HttpRequest) -> HttpResponse:
    """Say so in a sentence, to programs as they read it; nothing of the body was looked at."""
    with translation.override(translation.get_language_from_request(request)):
        sentence = _("This is more than the %(limit)s MB that can be sent at once.") % {
            "limit": MAX_BODY // 1_000_000
        }
        if _is_for_programs(request):
            return _say(sentence, 413)
        page = render_to_string("errors/413.html", {"status": 413, "text": sentence})
    return HttpResponse(page, status=413)


def _is_for_programs(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _say(sentence: str, status: int) -> JsonResponse:
    """Tell a program, also one that a browser runs on another site's behalf."""
    open_to_all = {"Access-Control-Allow-Origin": "*"}
    return JsonResponse({"error": sentence}, status=status, headers=open_to_all)


def security_headers(get_response: type_answer) -> type_answer:
    """Send a strict content security policy and its companions with every page.

    Programs are told only what holds for data too.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        if _is_for_programs(request):
            return _with_all(get_response(request))
        request.csp_nonce = secrets.token_urlsafe(16)  # type: ignore[attr-defined]
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", _policy(request))
        put_missing(response, _OF_PAGES)
        return _with_all(response)

    return answer


def _with_all(response: HttpResponseBase) -> HttpResponseBase:
    put_missing(response, _OF_ALL_BY_HTTPS if settings.PUBLIC_SCHEME == "https" else _OF_ALL)
    return response


def _policy(request: HttpRequest) -> str:
    nonce = request.csp_nonce  # type: ignore[attr-defined]
    host = request.get_host().split(":")[0]
    stream = f"{settings.PUBLIC_SCHEME}://{host}:{settings.STREAMING_PORT}"
    return (
        f"default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; "
        f"img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self' {stream}; "
        "font-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
        f"form-action {_form_targets(request)}"
    )


def _form_targets(request: HttpRequest) -> str:
    """Return where forms may lead; browsers hold the redirect that answers a form to it too.

    The desk leads to Stripe's pages and, for "join it as its steward", into the square, which
    may have a host of its own. Everywhere else a form stays where it is, but for the page on which
    a member lets an app act for them: its answer goes to the app.
    """
    if getattr(request, "site", "apex") != "apex":
        return f"'self' {getattr(request, 'form_leads_to', '')}".rstrip()
    below = f"{settings.PUBLIC_SCHEME}://*.{settings.APEX_ADDRESS}"
    double = f" {settings.STRIPE_PAGES}" if settings.STRIPE_PAGES else ""
    return f"'self' {below} https:{double}"


def speak_language(get_response: type_answer) -> type_answer:
    """Speak the viewer's chosen language, else the square's, else what the browser asks for."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        with translation.override(_language_for(request)):
            response = get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "en")
            return response

    return answer


def _language_for(request: HttpRequest) -> str:
    known = dict(settings.LANGUAGES)
    chosen = request.COOKIES.get("language", "")
    if chosen in known:
        return chosen
    square = getattr(request, "square", None)
    if square is not None:
        return square.language if square.language in known else settings.LANGUAGE_CODE
    return translation.get_language_from_request(request)
