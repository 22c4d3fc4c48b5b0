"""Who may pass to a foundation's bills: its officers; all look, owners and treasurers change."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from billing import rules
from billing.errors import PurseNotYours
from tenants import queries
from tenants.guards import to_sign_in
from tenants.models.foundation import Officer

P = ParamSpec("P")
# The address names the foundation by its number; the view gets the office instead.
AtPurse = Callable[Concatenate[HttpRequest, Officer, P], HttpResponseBase]
_LOOKING = frozenset({"GET", "HEAD"})


def at_purse(view: AtPurse[P]) -> Callable[..., HttpResponseBase]:
    """Let officers of the foundation through; for a stranger there is no such foundation."""

    @wraps(view)
    def answer(
        request: HttpRequest, foundation_id: int, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        user = request.user
        if not user.is_authenticated:
            return to_sign_in(request)
        office = queries.find_office(user=user, foundation_id=foundation_id)
        if request.method not in _LOOKING and not rules.may_pay(office.role):
            raise PurseNotYours
        return view(request, office, *args, **kwargs)

    return answer
