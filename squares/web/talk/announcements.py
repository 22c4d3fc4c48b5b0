"""What is announced, for members: read, put away, answered with an emoji."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Protocol

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from commons import clock
from squares.charter.actions import announce
from squares.charter.announcements import announcement_for, announcements
from squares.members.models import Member
from squares.web.guards import member_of, member_required, page_named
from squares.web.talk.pages import answer
from tenants.context import the_square

# What is offered at a click; programs may send any other emoji.
OFFERED = ("👍", "❤️", "🎉", "😄", "😢", "👀")


class Reacting(Protocol):
    """Giving an emoji, or taking it back."""

    def __call__(self, *, by: Member, announcement_id: int, name: str, at: datetime) -> None:
        """Do it."""


@require_GET
@member_required
def announcements_page(request: HttpRequest) -> HttpResponse:
    """Show what is announced now, put away or not."""
    cards = announcements(viewer=member_of(request), at=clock.now(), dismissed=True)
    context = {"announcements": cards[::-1], "offered": OFFERED}
    return answer(request, "squares/talk/announcements.html", context)


@require_POST
@member_required
def dismiss(request: HttpRequest, announcement_id: int) -> HttpResponse:
    """Put an announcement away."""
    now = clock.now()
    announce.dismiss_announcement(by=member_of(request), announcement_id=announcement_id, at=now)
    if request.headers.get("HX-Request"):
        if page_named(request, "HX-Current-URL") == "/announcements":
            return _piece(request, announcement_id)
        return HttpResponse()
    return redirect(page_named(request, "Referer") or "home")


def _react(request: HttpRequest, announcement_id: int, *, do: Reacting) -> HttpResponse:
    name = request.POST.get("name", "")
    do(by=member_of(request), announcement_id=announcement_id, name=name, at=clock.now())
    if request.headers.get("HX-Request"):
        return _piece(request, announcement_id)
    page = page_named(request, "Referer") or "/announcements"
    return redirect(f"{page}#announcement-{announcement_id}")


def _piece(request: HttpRequest, announcement_id: int) -> HttpResponse:
    card = announcement_for(
        viewer=member_of(request), announcement_id=announcement_id, at=clock.now()
    )
    context = {"announcement": card, "offered": OFFERED, "zone": the_square().time_zone}
    return render(request, "components/announcement.html", context)


def _view(do: Reacting) -> Callable[..., HttpResponseBase]:
    return require_POST(member_required(partial(_react, do=do)))


react = _view(announce.react)
unreact = _view(announce.take_back)
