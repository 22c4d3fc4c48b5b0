"""Which apps a member lets act for them, and taking that back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from commons import clock
from squares.clients import scopes
from squares.clients.actions import revoke_app
from squares.clients.queries import app_of, apps_of
from squares.web.guards import member_of, member_required


@require_GET
@member_required
def apps(request: HttpRequest) -> HttpResponse:
    """List the apps that act for the viewer, and how another is connected."""
    rows = [(app, scopes.in_words(app.scopes)) for app in apps_of(member_of(request))]
    return render(request, "squares/clients/allowed.html", {"rows": rows})


@require_POST
@member_required
def revoke(request: HttpRequest, application_id: int) -> HttpResponse:
    """Let an app act for the viewer no longer."""
    member = member_of(request)
    app = app_of(member, application_id)
    revoke_app(by=member, application_id=app.pk, at=clock.now())
    messages.success(request, _("%(app)s can no longer act for you.") % {"app": app.name})
    return redirect("settings-apps")
