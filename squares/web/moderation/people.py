"""People: who waits to be let in, who has which role, who may write in any language."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from commons import clock
from commons.errors import NotFound, Refusal
from commons.pages import cursor_of
from squares.charter.actions.charter import grant_language_exception, withdraw_language_exception
from squares.charter.queries import current, language_exceptions
from squares.members.actions.joining import approve_member, refuse_member
from squares.members.actions.standing import change_role
from squares.members.cards import card_of
from squares.members.models import Member, Role
from squares.members.queries import find_member, find_waiting, stewards, waiting_members
from squares.web.guards import member_of, moderator_required
from squares.web.moderation.forms import LanguageForm, NothingForm, RefuseForm, RoleForm

MOST_WAITING = 100
Answers = dict[str, Any]  # Any: a form's cleaned values


@require_GET
@moderator_required
def people_page(request: HttpRequest) -> HttpResponse:
    """Show who waits, who runs the square, who may write in any language."""
    return _people(request)


@require_POST
@moderator_required
def people_deed(request: HttpRequest, deed: str) -> HttpResponse:
    """Let in, refuse, give a role, make an exception."""
    if deed not in DEEDS:
        raise NotFound
    form = DEEDS[deed].form(request.POST)
    if form.is_valid():
        try:
            DEEDS[deed].do(request, member_of(request), form.cleaned_data, clock.now())
        except Refusal as refusal:
            form.add_error(None, refusal.text())
        else:
            messages.success(request, str(DEEDS[deed].said))
            return redirect("moderation-people")
    return _people(request, deed=deed, form=form)


@dataclass(frozen=True)
class _Waiting:
    member: Any  # Any: a MemberCard
    reason: str
    since: datetime
    address: str


@dataclass(frozen=True)
class _Deed:
    form: type[forms.Form]
    do: Callable[[HttpRequest, Member, Answers, datetime], None]
    said: str | Promise


def _approve(request: HttpRequest, by: Member, _answers: Answers, at: datetime) -> None:
    approve_member(member=find_waiting(_number(request)), by=by, at=at)


def _refuse(request: HttpRequest, by: Member, answers: Answers, at: datetime) -> None:
    member = find_waiting(_number(request))
    refuse_member(member=member, by=by, reason=answers["reason"], at=at)


def _role(_request: HttpRequest, by: Member, answers: Answers, at: datetime) -> None:
    member = find_member(handle=answers["handle"].lstrip("@"), viewer=by)
    change_role(member=member, role=Role(answers["role"]), by=by, at=at)


def _except(_request: HttpRequest, by: Member, answers: Answers, at: datetime) -> None:
    member = find_member(handle=answers["handle"].lstrip("@"), viewer=by)
    grant_language_exception(member=member, reason=answers["reason"], by=by, at=at)


def _withdraw(request: HttpRequest, by: Member, _answers: Answers, at: datetime) -> None:
    member = find_member(handle=request.POST.get("handle", ""), viewer=by)
    withdraw_language_exception(member=member, by=by, at=at)


def _number(request: HttpRequest) -> int:
    number = cursor_of(request.POST.get("member"))
    if number is None:
        raise NotFound
    return number


DEEDS = {
    "approve": _Deed(NothingForm, _approve, _("Let in, and told by e-mail.")),
    "refuse": _Deed(RefuseForm, _refuse, _("Not let in, and told why by e-mail.")),
    "role": _Deed(RoleForm, _role, _("The role has changed.")),
    "except": _Deed(LanguageForm, _except, _("They may write in any language now.")),
    "withdraw": _Deed(NothingForm, _withdraw, _("The square’s languages hold for them again.")),
}


def _people(
    request: HttpRequest, *, deed: str = "", form: forms.Form | None = None
) -> HttpResponse:
    viewer = member_of(request)
    blank: dict[str, forms.Form] = {name: each.form() for name, each in DEEDS.items()}
    people = stewards()
    context = {
        "keys": "desk",
        "places": "people",
        "waiting": [_waiting(each) for each in waiting_members()[:MOST_WAITING]],
        "owners": people.owners,
        "moderators": people.moderators,
        "exceptions": [(card_of(e.member), e.reason) for e in language_exceptions()],
        "language_enforced": current().language_enforced,
        "gives_roles": viewer.role == Role.OWNER,
        "forms": blank | ({deed: form} if form is not None else {}),
        "wrong": form if form is not None and form.errors else None,
    }
    status = 422 if context["wrong"] else 200
    return render(request, "moderation/people.html", context, status=status)


def _waiting(member: Member) -> _Waiting:
    return _Waiting(card_of(member), member.join_reason, member.joined_at, "")
