"""The page on which a member lets an app act for them, and the one that shows a code.

Source: RFC 6749, section 4.1; https://docs.joinmastodon.org/methods/oauth/#authorize
"""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from commons import clock
from squares.clients import scopes
from squares.clients.actions import Asking, grant
from squares.clients.errors import ClientRefusal, RedirectInvalid, ResponseUnsupported
from squares.clients.models import Application
from squares.clients.queries import find_app
from squares.clients.rules import OUT_OF_BAND, check_challenge, chosen_scopes
from squares.members.cards import card_of
from squares.web.guards import member_of, member_required

_HOST = re.compile(r"[A-Za-z0-9.:\[\]-]+")
_TRUE = {"true", "1", "t", "on"}


@dataclass(frozen=True)
class _Wanted:
    """What the address says: who asks, where to answer, and the parameters not looked at yet."""

    application: Application
    redirect_uri: str
    query: QueryDict

    @property
    def state(self) -> str:
        """What the app wants back unchanged."""
        return str(self.query.get("state", ""))

    def asking(self) -> Asking:
        """Return what the app asks for.

        Raises: ResponseUnsupported, ScopeInvalid, RequestInvalid.
        """
        query = self.query
        if query.get("response_type") != "code":
            raise ResponseUnsupported
        challenge = query.get("code_challenge", "")
        check_challenge(challenge, query.get("code_challenge_method", ""))
        return Asking(
            application=self.application,
            redirect_uri=self.redirect_uri,
            scopes=chosen_scopes(query.get("scope", ""), self.application.scopes),
            challenge=challenge,
        )


@never_cache
@require_http_methods(["GET", "POST"])
def authorize(request: HttpRequest) -> HttpResponseBase:
    """Ask a member whether an app may act for them, and send the answer to the app."""
    language = request.GET.get("lang", "").split("-")[0]
    known = language if language in dict(settings.LANGUAGES) else translation.get_language()
    with translation.override(known):
        try:
            wanted = _read(request.GET)
        except ClientRefusal as refusal:
            return _cannot(request, refusal)
        if request.method == "GET" and request.GET.get("force_login", "").lower() in _TRUE:
            return _sign_in_anew(request)
        try:
            asking = wanted.asking()
        except ClientRefusal as refusal:
            return _refused(request, wanted, refusal.oauth, refusal.text())
        return _ask(request, wanted, asking)


@member_required
def _ask(request: HttpRequest, wanted: _Wanted, asking: Asking) -> HttpResponseBase:
    """Show who asks for what, or take the answer."""
    request.form_leads_to = _place_of(wanted.redirect_uri)  # type: ignore[attr-defined]
    if request.method == "POST":
        if request.POST.get("answer") != "allow":
            return _refused(request, wanted, "access_denied", "")
        code = grant(by=member_of(request), asking=asking, at=clock.now())
        return _allowed(request, wanted, code)
    context: dict[str, Any] = {  # Any: a context holds all kinds
        "app": wanted.application,
        "app_host": urlsplit(wanted.application.website).hostname or "",
        "member": card_of(member_of(request)),
        "scopes": scopes.in_words(asking.scopes),
        "switch_url": _with(request.get_full_path(), {"force_login": "true"}),
    }
    return render(request, "squares/clients/authorize.html", context)


def _read(query: QueryDict) -> _Wanted:
    """Return who asks, and where to answer: nobody is sent to an address that is not theirs.

    Raises: UnknownClient, RedirectInvalid.
    """
    application = find_app(key=query.get("client_id", ""))
    address = query.get("redirect_uri", "")
    if address not in application.redirect_uris:
        raise RedirectInvalid
    return _Wanted(application, address, query)


def _allowed(request: HttpRequest, wanted: _Wanted, code: str) -> HttpResponseBase:
    if wanted.redirect_uri == OUT_OF_BAND:
        context = {"app": wanted.application, "code": code}
        return render(request, "squares/clients/code.html", context)
    return _to_app(wanted, {"code": code})


def _refused(request: HttpRequest, wanted: _Wanted, code: str, text: str) -> HttpResponseBase:
    if wanted.redirect_uri == OUT_OF_BAND:
        context = {"app": wanted.application, "text": text}
        return render(request, "squares/clients/refused.html", context, status=400 if text else 200)
    return _to_app(wanted, {"error": code} | ({"error_description": text} if text else {}))


def _cannot(request: HttpRequest, refusal: ClientRefusal) -> HttpResponse:
    """Say what is wrong to the person: there is no app to be told."""
    context = {"app": None, "text": refusal.text()}
    return render(request, "squares/clients/refused.html", context, status=400)


def _to_app(wanted: _Wanted, answer: dict[str, str]) -> HttpResponse:
    """Send the browser to the app; its scheme may be one that only a phone knows."""
    if wanted.state:
        answer["state"] = wanted.state
    address = _with(wanted.redirect_uri, answer)
    return HttpResponse(status=302, headers={"Location": address, "Referrer-Policy": "no-referrer"})


def _sign_in_anew(request: HttpRequest) -> HttpResponse:
    """Forget who is signed in, and come back here once somebody signs in."""
    logout(request)
    return redirect(_with(request.get_full_path(), {"force_login": ""}))


def _with(address: str, more: dict[str, str]) -> str:
    """Return an address with some parameters set; an empty one is taken away."""
    parts = urlsplit(address)
    kept = [(name, value) for name, value in parse_qsl(parts.query, True) if name not in more]  # noqa: FBT003
    query = urlencode([*kept, *((name, value) for name, value in more.items() if value)])
    bare = address.partition("#")[0].partition("?")[0]  # urlunsplit would make "app://" an "app:"
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return bare + (f"?{query}" if query else "") + fragment


def _place_of(address: str) -> str:
    """Return where the form may lead, as a content security policy names it."""
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"}:
        return "" if address == OUT_OF_BAND else f"{parts.scheme}:"
    return f"{parts.scheme}://{parts.netloc}" if _HOST.fullmatch(parts.netloc) else ""
