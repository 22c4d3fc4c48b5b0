"""Announcements: what everyone in the square is told, by those who run it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from commons import clock
from commons.errors import Refusal
from squares.charter.actions.announce import (
    Wording,
    announce,
    change_announcement,
    withdraw_announcement,
)
from squares.charter.announcements import written, written_one
from squares.web.guards import member_of, moderator_required
from squares.web.moderation.forms import AnnouncementForm
from tenants.context import the_square


@require_http_methods(["GET", "POST"])
@moderator_required
def announcements_page(request: HttpRequest) -> HttpResponse:
    """Show what is and was announced, and take something new."""
    form = AnnouncementForm(request.POST or None, time_zone=the_square().time_zone)

    def save(wording: Wording) -> None:
        announce(by=member_of(request), wording=wording, at=clock.now())

    if request.method == "POST" and _saved(form, save):
        messages.success(request, _("Announced. Everyone sees it above their home."))
        return redirect("moderation-announcements")
    context = {
        "keys": "desk",
        "places": "announcements",
        "form": form,
        "written": written(at=clock.now()),
    }
    status = 422 if form.errors else 200
    return render(request, "moderation/announcements.html", context, status=status)


@require_http_methods(["GET", "POST"])
@moderator_required
def announcement_page(request: HttpRequest, announcement_id: int) -> HttpResponse:
    """Change an announcement."""
    zone = the_square().time_zone
    found = written_one(announcement_id)
    initial = AnnouncementForm.initial_of(found, zone)
    form = AnnouncementForm(request.POST or None, initial=initial, time_zone=zone)

    def save(wording: Wording) -> None:
        change_announcement(
            by=member_of(request), announcement_id=found.pk, wording=wording, at=clock.now()
        )

    if request.method == "POST" and _saved(form, save):
        messages.success(request, _("The announcement has changed."))
        return redirect("moderation-announcements")
    context = {"keys": "desk", "places": "announcements", "form": form, "announcement": found}
    status = 422 if form.errors else 200
    return render(request, "moderation/announcement.html", context, status=status)


@require_POST
@moderator_required
def announcement_withdrawal(request: HttpRequest, announcement_id: int) -> HttpResponse:
    """Show an announcement no longer."""
    withdraw_announcement(by=member_of(request), announcement_id=announcement_id, at=clock.now())
    messages.success(request, _("Withdrawn. Nobody sees it any more."))
    return redirect("moderation-announcements")


def _saved(form: AnnouncementForm, save: Callable[[Wording], None]) -> bool:
    """Do what a form asks; what is refused is said on it."""
    if not form.is_valid():
        return False
    try:
        save(form.wording())
    except Refusal as refusal:
        form.add_error(None, refusal.text())
        return False
    return True
