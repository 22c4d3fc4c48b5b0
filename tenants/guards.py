"""Who may pass at a foundation's desk: each of its views stands behind one of these."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from accounts.models import User
from tenants import desk, queries, rules
from tenants.errors import NotAllowedHere

P = ParamSpec("P")
# Any: what a view's address names
AtDesk = Callable[Concatenate[HttpRequest, desk.Desk, P], HttpResponseBase]
ForOfficer = Callable[Concatenate[HttpRequest, User, P], HttpResponseBase]

_LOOKING = frozenset({"GET", "HEAD"})


def officer_required(
    view: ForOfficer[P],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let everybody with a sign-in on the apex through; visitors go to the sign-in."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        user = request.user
        return (
            view(request, user, *args, **kwargs) if user.is_authenticated else to_sign_in(request)
        )

    return answer


def at_desk(view: AtDesk[P]) -> Callable[..., HttpResponseBase]:
    """Let officers of the square's foundation through, who look; only some of them change.

    For a stranger there is no such square.
    """

    @wraps(view)
    def answer(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = request.user
        if not user.is_authenticated:
            return to_sign_in(request)
        square, office = queries.find_square_of(user=user, slug=slug)
        if request.method not in _LOOKING and not rules.may_manage(office.role):
            raise NotAllowedHere
        return view(request, desk.Desk(square, office), *args, **kwargs)

    return answer


def to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Send a visitor to the sign-in, and afterwards back to the page they stood on."""
    page = request.get_full_path() if request.method in _LOOKING else reverse("panel")
    address = f"{reverse('account_login')}?{urlencode({'next': page})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)
