"""Invitations: written, listed, taken back."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from commons import clock, limits
from commons.errors import Refusal
from squares.members.actions.inviting import Invited, invite, revoke_invitation
from squares.members.models import Member, Role
from squares.members.queries import find_invitation, open_invitations
from squares.web.guards import member_of, moderator_required
from squares.web.moderation.forms import InvitationForm

MOST_SHOWN = 200
INVITATIONS_AN_HOUR = 50


@require_http_methods(["GET", "POST"])
@moderator_required
def invitations_page(request: HttpRequest) -> HttpResponse:
    """Invite somebody, and see who is invited; a link is shown once, right after it was made."""
    by, made = member_of(request), None
    offices = by.role == Role.OWNER
    form = InvitationForm(request.POST if request.method == "POST" else None, offices=offices)
    if form.is_valid():
        try:
            made = _invite(form, by)
        except Refusal as refusal:
            form.add_error(None, refusal.text())
        else:
            if made.invitation.email:
                said = _("The invitation is on its way to %(email)s.")
                messages.success(request, said % {"email": made.invitation.email})
                return redirect("moderation-invitations")
            form = InvitationForm(offices=offices)
    return _page(request, form, made)


@require_POST
@moderator_required
def invitation_end(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """Take an invitation back."""
    by = member_of(request)
    revoke_invitation(invitation=find_invitation(invitation_id), by=by, at=clock.now())
    messages.success(request, _("The invitation no longer lets anybody in."))
    return redirect("moderation-invitations")


def _invite(form: forms.Form, by: Member) -> Invited:
    answers = form.cleaned_data
    limits.hit(f"invite:{by.pk}", limit=INVITATIONS_AN_HOUR, seconds=3600)
    return invite(
        by=by,
        email=answers["email"],
        role=answers.get("role") or Role.MEMBER,
        uses=answers["uses"] or 1,
        at=clock.now(),
    )


def _page(request: HttpRequest, form: forms.Form, made: Invited | None) -> HttpResponse:
    context = {
        "keys": "desk",
        "places": "invitations",
        "form": form,
        "made": made,
        "invitations": open_invitations(at=clock.now())[:MOST_SHOWN],
        "gives_roles": member_of(request).role == Role.OWNER,
    }
    status = 422 if form.errors else 200
    return render(request, "moderation/invitations.html", context, status=status)
