"""Who may pass: each view of a square's pages stands behind one of these."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from commons.errors import NotFound
from squares.members.models import Member, Role

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

# Signed in, but not (or no longer) among those who take part: each reads a calm page instead.
_WAITING_ROOMS = {
    Member.State.UNCONFIRMED: "squares/people/waiting.html",
    Member.State.PENDING: "squares/people/waiting.html",
    Member.State.REFUSED: "squares/people/refused.html",
    Member.State.SUSPENDED: "squares/people/suspended.html",
}


def viewer_of(request: HttpRequest) -> Member | None:
    """Return the member who looks at the page in whatever state, or None for a visitor.

    The middleware's lazy object is unwrapped, so that `is None` and the ORM see the real thing.
    """
    lazy: Any = getattr(request, "member", None)  # Any: a lazy object, typed as nothing
    return getattr(lazy, "_wrapped", lazy) if lazy else None


def member_of(request: HttpRequest) -> Member:
    """Return the member behind a guarded page.

    Raises: NotFound, where a view was left unguarded.
    """
    member = viewer_of(request)
    if member is None:
        raise NotFound
    return member


def reader_of(request: HttpRequest) -> Member | None:
    """Return the viewer as far as they take part: someone still waiting reads as a visitor."""
    member = viewer_of(request)
    return None if member is None or member.state in _WAITING_ROOMS else member


def member_required(view: View[P]) -> View[P]:
    """Let members through; visitors go to the sign-in, others read where they stand."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        member = viewer_of(request)
        if member is None:
            return to_sign_in(request)
        if template := _WAITING_ROOMS.get(Member.State(member.state)):
            return render(request, template, {"member": member}, status=403)
        return view(request, *args, **kwargs)

    return answer


def signed_in_required(view: View[P]) -> View[P]:
    """Let everybody with a sign-in through, also those who wait: for leaving and for settings."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if viewer_of(request) is None:
            return to_sign_in(request)
        return view(request, *args, **kwargs)

    return answer


def moderator_required(view: View[P]) -> View[P]:
    """Let moderators and stewards through; for others there is nothing here."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        member = viewer_of(request)
        if member is None or not member.is_moderator:
            raise NotFound
        return view(request, *args, **kwargs)

    return answer


def steward_required(view: View[P]) -> View[P]:
    """Let stewards through; for others there is nothing here."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        member = viewer_of(request)
        if member is None or not member.is_moderator or member.role != Role.OWNER:
            raise NotFound
        return view(request, *args, **kwargs)

    return answer


def open_to_all(view: View[P]) -> View[P]:
    """Let everybody through: said where a reader would expect a guard."""
    return view


def page_named(request: HttpRequest, header: str) -> str:
    """Return path and query of the page of this host that a header names, or "" for any other."""
    address = request.headers.get(header, "")
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}):
        return ""
    parts = urlsplit(address)
    page = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return page if url_has_allowed_host_and_scheme(page, None) else ""


def to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Send a visitor to the sign-in, and afterwards back to the page they stood on."""
    page = request.get_full_path()
    if request.method != "GET" or request.headers.get("HX-Request"):
        page = page_named(request, "Referer") or "/"
    address = f"{reverse('account_login')}?{urlencode({'next': page})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)
