"""What members set for themselves, and how they leave."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commons import clock
from commons.errors import Refusal
from commons.pages import Window, cursor_of
from squares.media.actions import store_avatar
from squares.members.actions.profile import change_avatar, change_profile
from squares.members.actions.standing import leave as leave_square
from squares.relationships import queries as ties
from squares.web.guards import member_of, member_required, signed_in_required
from squares.web.people.forms import AvatarForm, LeaveForm, ProfileForm

_YEAR = 60 * 60 * 24 * 365


@require_http_methods(["GET", "POST"])
@member_required
def profile(request: HttpRequest) -> HttpResponse:
    """Show and change what others read about the viewer."""
    member = member_of(request)
    form = ProfileForm(request.POST) if request.method == "POST" else ProfileForm.of(member)
    if request.method == "POST" and form.is_valid():
        try:
            change_profile(by=member, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.text())
        else:
            return _saved(form.cleaned_data["language"], request)
    context = {"form": form, "avatar_form": AvatarForm()}
    return render(request, "squares/people/profile.html", context, status=_status(form))


@require_POST
@member_required
def avatar(request: HttpRequest) -> HttpResponse:
    """Show another picture, or none."""
    member = member_of(request)
    if "remove" in request.POST:
        change_avatar(by=member, file="", at=clock.now())
        return redirect("settings-profile")
    form = AvatarForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            file = store_avatar(by=member, file=form.cleaned_data["picture"], at=clock.now())
            change_avatar(by=member, file=file, at=clock.now())
        except Refusal as refusal:
            form.add_error("picture", refusal.text())
        else:
            return redirect("settings-profile")
    context = {"form": ProfileForm.of(member), "avatar_form": form}
    return render(request, "squares/people/profile.html", context, status=422)


@require_GET
@signed_in_required
def account(request: HttpRequest) -> HttpResponse:
    """Lead to the sign-in's own settings: address, password, second factor, sessions."""
    return render(request, "squares/people/account.html", {"email": request.user.email})  # type: ignore[union-attr]


@require_GET
@member_required
def apart(request: HttpRequest) -> HttpResponse:
    """List whom the viewer blocks and mutes, each a page at a time."""
    member = member_of(request)
    blocks = ties.blocks_of(member, window=_window(request, "blocks"))
    mutes = ties.mutes_of(member, at=clock.now(), window=_window(request, "mutes"))
    context = {
        "blocks": blocks.items,
        "mutes": mutes.items,
        "older_blocks": f"?blocks={blocks.older}#blocked" if blocks.older else "",
        "older_mutes": f"?mutes={mutes.older}#muted" if mutes.older else "",
    }
    return render(request, "squares/people/apart.html", context)


@require_http_methods(["GET", "POST"])
@signed_in_required
def leave(request: HttpRequest) -> HttpResponse:
    """Say what leaving means, and leave once the own handle is typed."""
    member = member_of(request)
    form = LeaveForm(request.POST or None, member=member)
    if form.is_valid():
        try:
            leave_square(member=member, at=clock.now())
        except Refusal as refusal:
            form.add_error(None, refusal.text())
        else:
            logout(request)
            return redirect("farewell")
    return render(request, "squares/people/leave.html", {"form": form}, status=_status(form))


@require_GET
def farewell(request: HttpRequest) -> HttpResponse:
    """Say goodbye."""
    return render(request, "squares/people/farewell.html")


def _saved(language: str, request: HttpRequest) -> HttpResponse:
    messages.success(request, _("Saved."))
    response = redirect("settings-profile")
    if language:
        response.set_cookie("language", language, max_age=_YEAR, samesite="Lax", httponly=True)
    else:
        response.delete_cookie("language")
    return response


def _window(request: HttpRequest, name: str) -> Window:
    return Window(before=cursor_of(request.GET.get(name)), size=40)


def _status(form: ProfileForm | LeaveForm) -> int:
    return 422 if form.errors else 200
