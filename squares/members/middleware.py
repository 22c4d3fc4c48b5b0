"""Who looks at the page: the member behind the session, asked for once and only when needed."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import SimpleLazyObject

from squares.members.models import Member
from squares.members.queries import member_behind


def know_member(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Set `request.member`: the viewer's membership, falsy for a visitor and outside squares."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        request.member = SimpleLazyObject(lambda: _member_of(request))  # type: ignore[attr-defined]
        return get_response(request)

    return answer


def _member_of(request: HttpRequest) -> Member | None:
    if getattr(request, "square", None) is None or not request.user.is_authenticated:
        return None
    return member_behind(request.user.pk)
