"""A square as its foundation sees it: its state, its figures, its people."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commons import clock, limits
from commons.errors import Refusal
from squares.members import queries as members
from squares.members.actions.inviting import invite, revoke_invitation
from squares.members.models import Role
from squares.web.panel.figures import figures, waiting_people
from squares.web.panel.forms import InviteForm
from tenants import desk
from tenants.context import inside
from tenants.desk import Desk
from tenants.guards import at_desk


@at_desk
@require_GET
def overview(request: HttpRequest, at: Desk) -> HttpResponse:
    """Show how a square stands, and what can be done next."""
    context = desk.square_frame(at.office.user, at) | {"steps": desk.steps_from(at)}
    if at.square.built_at is not None:
        with inside(at.square):
            context |= {
                "figures": figures(at.square, at=clock.now()),
                "stewards": members.stewards(),
                "waiting": waiting_people(),
            }
    return render(request, "panel/overview.html", context)


@at_desk
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest, at: Desk) -> HttpResponse:
    """List who runs a square and who is invited to, and invite somebody."""
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        limits.hit(f"invite:{at.square.pk}", limit=50, seconds=3600)
        try:
            with inside(at.square):
                invite(by=at.office.actor, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.text())
        else:
            letter = {"email": form.cleaned_data["email"]}
            messages.success(request, _("An invitation is on its way to %(email)s.") % letter)
            return redirect("desk_people", at.square.slug)
    return _people_page(request, at, form)


def _people_page(request: HttpRequest, at: Desk, form: InviteForm) -> HttpResponse:
    context = desk.square_frame(at.office.user, at) | {"form": form}
    with inside(at.square):
        invitations = members.open_invitations(at=clock.now()).exclude(role=Role.MEMBER)
        context |= {"stewards": members.stewards(), "invitations": list(invitations)}
    return render(request, "panel/people.html", context, status=422 if form.errors else 200)


@at_desk
@require_POST
def withdraw(request: HttpRequest, at: Desk, number: int) -> HttpResponse:
    """Take an invitation back."""
    with inside(at.square):
        invitation = members.find_invitation(number)
        revoke_invitation(invitation=invitation, by=at.office.actor, at=clock.now())
    messages.success(request, _("The invitation was taken back; its link opens nothing now."))
    return redirect("desk_people", at.square.slug)


@at_desk
@require_POST
def join_as_steward(request: HttpRequest, at: Desk) -> HttpResponse:
    """Lead the officer into their own square, with an invitation to run it."""
    limits.hit(f"steward:{at.office.pk}:{at.square.pk}", limit=20, seconds=3600)
    email = at.office.user.email  # read in public, before the square is entered
    with inside(at.square):
        invited = invite(by=at.office.actor, at=clock.now(), email=email, role=Role.OWNER)
    return redirect(invited.url)
