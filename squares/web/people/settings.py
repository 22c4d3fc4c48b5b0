"""What members set for themselves, and how they leave."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commons import clock
from commons.errors import Refusal
from commons.pages import Window, cursor_of
from squares.media.faces import store_avatar, store_header
from squares.members.actions.pictures import change_pictures
from squares.members.actions.profile import change_profile
from squares.members.actions.standing import leave as leave_square
from squares.members.cards import header_address
from squares.members.models import Member
from squares.relationships import queries as ties
from squares.web.guards import member_of, member_required, signed_in_required
from squares.web.people.forms import LeaveForm, PictureForm, ProfileForm

_STORE = {"avatar": store_avatar, "header": store_header}


@require_http_methods(["GET", "POST"])
@member_required
def profile(request: HttpRequest) -> HttpResponse:
    """Show and change what others read about the viewer."""
    member = member_of(request)
    form = ProfileForm(request.POST) if request.method == "POST" else ProfileForm.of(member)
    if request.method == "POST" and form.is_valid():
        try:
            change_profile(by=member, at=clock.now(), **form.said())
        except Refusal as refusal:
            form.add_error(None, refusal.text())
        else:
            messages.success(request, _("Saved."))
            return redirect("settings-profile")
    context = _forms(member) | {"form": form}
    return render(request, "squares/people/profile.html", context, status=_status(form))


@require_POST
@member_required
def picture(request: HttpRequest, which: str) -> HttpResponse:
    """Show another avatar or header, say other words about it, or show none."""
    member = member_of(request)
    form = PictureForm(request.POST, request.FILES, auto_id=f"{which}_%s")
    if form.is_valid():
        try:
            _change_picture(member, which, form, remove="remove" in request.POST)
        except Refusal as refusal:
            form.add_error("picture", refusal.text())
        else:
            return redirect(f"{reverse('settings-profile')}#{which}")
    context = _forms(member) | {f"{which}_form": form}
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


def _forms(member: Member) -> dict[str, object]:
    return {
        "form": ProfileForm.of(member),
        "avatar_form": PictureForm.of("avatar", member.avatar_description),
        "header_form": PictureForm.of("header", member.header_description),
        "header_url": header_address(member),
        "has_header": bool(member.header),
    }


def _change_picture(member: Member, which: str, form: PictureForm, *, remove: bool) -> None:
    file = form.cleaned_data["picture"]
    stored = "" if remove else _STORE[which](by=member, file=file, at=clock.now()) if file else None
    words = None if remove else form.cleaned_data["description"]
    if which == "header":
        change_pictures(by=member, header=stored, header_description=words, at=clock.now())
    else:
        change_pictures(by=member, avatar=stored, avatar_description=words, at=clock.now())


def _window(request: HttpRequest, name: str) -> Window:
    return Window(before=cursor_of(request.GET.get(name)), size=40)


def _status(form: ProfileForm | LeaveForm) -> int:
    return 422 if form.errors else 200
