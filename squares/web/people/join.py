"""Joining: the one door into a square, and the calm rooms behind it."""

from datetime import timedelta
from typing import Any

from allauth.account.views import SignupView
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET
from typing_extensions import override

from commons import clock, limits
from commons.errors import Refusal
from squares.charter import queries as charter
from squares.members.errors import InvitationSpent
from squares.members.models import Invitation, Member
from squares.members.queries import invitation_for, refuse_unless_free
from squares.web.guards import reader_of, to_sign_in, viewer_of
from squares.web.people.forms import JoinForm
from tenants.models.square import Square


class JoinView(SignupView):
    """The door: confirming the address, limits and discretion are allauth's."""

    template_name = "squares/people/join.html"
    form_class = JoinForm

    @override
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the invitation of the link first: it decides what the page asks."""
        self.square: Square = request.square  # type: ignore[attr-defined]
        self.token = request.POST.get("invitation") or request.GET.get("invitation", "")
        self.invitation, self.spent = _invitation(self.token)
        return super().dispatch(request, *args, **kwargs)

    @property
    def shut(self) -> str:
        """Why nobody can join by this page now: "read_only", "spent", "invitation" or ""."""
        if not self.square.takes_writing:
            return "read_only"
        if self.spent:
            return "spent"
        # Before a square opens, its first people come by invitation whatever it says of later ones.
        by_invitation = (
            self.square.registration == Square.Registration.INVITATION
            or self.square.state == Square.State.FOUNDING
        )
        return "invitation" if by_invitation and self.invitation is None else ""

    @override
    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form what it asks about."""
        return {
            **super().get_form_kwargs(),
            "square": self.square,
            "rules": charter.rules_in_force(),
            "invitation": self.invitation,
        }

    @override
    def get_initial(self) -> dict[str, Any]:
        """Carry the invitation of the link into the form."""
        return {**super().get_initial(), "invitation": self.token if self.invitation else ""}

    @override
    def get_success_url(self) -> str:
        """Lead who joined to the page that receives newcomers, once their address is confirmed."""
        return reverse("welcome")

    @override
    def form_valid(self, form: JoinForm) -> HttpResponse:
        """Join; a refusal of the last moment is shown on the form, which keeps what was typed."""
        if self.shut:
            return self.render_to_response(self.get_context_data(form=form), status=403)
        try:
            response: HttpResponse = super().form_valid(form)
        except Refusal as refusal:
            form.add_error(None, refusal.text())
            response = self.form_invalid(form)
        return response

    @override
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what the page shows besides the form."""
        return {
            **super().get_context_data(**kwargs),
            "shut": self.shut,
            "invitation": self.invitation,
            "signin_url": reverse("account_login"),
        }


def to_join(request: HttpRequest) -> HttpResponse:
    """Send those who reach allauth's own sign-up to the square's door."""
    query = request.META.get("QUERY_STRING", "")
    return redirect(reverse("join") + (f"?{query}" if query else ""))


@require_GET
def check_handle(request: HttpRequest) -> HttpResponse:
    """Say, while somebody types, whether a handle is free."""
    line = limits.network_of(request.META["REMOTE_ADDR"])
    limits.hit(f"handle:{line}", limit=120, seconds=60)
    handle = request.GET.get("handle", "").strip().lstrip("@")
    fault = ""
    if handle:
        try:
            refuse_unless_free(handle, at=clock.now())
        except Refusal as refusal:
            fault = refusal.text()
    context = {"handle": handle, "fault": fault}
    return render(request, "squares/people/join.html#handle-answer", context)


@require_GET
def welcome(request: HttpRequest) -> HttpResponseBase:
    """Receive whoever just confirmed their address: in, or waiting for a moderator."""
    member = viewer_of(request)
    if member is None:
        return to_sign_in(request)
    if member.state == Member.State.REFUSED:
        return render(request, "squares/people/refused.html", {"member": member})
    if reader_of(request) is None:
        return render(request, "squares/people/waiting.html", {"member": member})
    if member.joined_at < clock.now() - timedelta(days=1):
        return redirect("home")
    return render(request, "squares/people/welcome.html", {"member": member})


def _invitation(token: str) -> tuple[Invitation | None, bool]:
    """Return the invitation of a link, and whether a link was there but is good no more."""
    if not token:
        return None, False
    try:
        return invitation_for(token, at=clock.now()), False
    except InvitationSpent:
        return None, True
