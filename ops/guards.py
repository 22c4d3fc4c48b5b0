"""The console's door: signed in, an operator, and with a second factor in this very session."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from ops.errors import NotAnOperator
from ops.models.operator import Operator
from ops.queries.operators import find_operator

P = ParamSpec("P")


class OperatorRequest(HttpRequest):
    """A request that passed the door."""

    operator: Operator


def operator_required(
    view: Callable[Concatenate[OperatorRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let operators through; send visitors to sign in, show everyone else nothing at all.

    Raises: NotAnOperator.        Cost: one query more than a signed-in page.
    """

    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        operator = _operator(request)
        if not used_second_factor(request):
            return _ask_for_second_factor(request)
        request.operator = operator  # type: ignore[attr-defined]
        response = view(request, *args, **kwargs)  # type: ignore[arg-type]
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return _marked(view, guarded)


def used_second_factor(request: HttpRequest) -> bool:
    """Tell whether this session was opened, or confirmed, with a second factor."""
    if not request.user.is_authenticated:
        return False
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def has_second_factor(request: HttpRequest) -> bool:
    """Tell whether the person signed in has set up a second factor."""
    return request.user.is_authenticated and bool(is_mfa_enabled(request.user))


def second_factor_page(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Guard the one page that operators see before they have a second factor."""

    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        _operator(request)
        return view(request, *args, **kwargs)

    return _marked(view, guarded)


def _marked(
    view: Callable[..., HttpResponse],
    guarded: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Give the guard the view's name, and a mark that a test looks for on every route."""
    update_wrapper(guarded, view)
    guarded.for_operators = True  # type: ignore[attr-defined]
    return guarded


def _operator(request: HttpRequest) -> Operator:
    if getattr(request, "site", "") != "ops" or not request.user.is_authenticated:
        raise NotAnOperator
    return find_operator(user=request.user)


def _ask_for_second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for the factor that is set up, or explain how to set one up."""
    if has_second_factor(request):
        back = urlencode({"next": request.get_full_path() if request.method == "GET" else "/"})
        return redirect(f"{reverse('mfa_reauthenticate')}?{back}")
    return redirect("ops:second_factor")
