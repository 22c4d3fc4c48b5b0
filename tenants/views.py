"""The platform's own pages that need not look inside a square: directory, foundations, settings."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from commons import clock, limits
from commons.errors import Refusal
from tenants import actions, desk, directory, queries, rules
from tenants.desk import Desk
from tenants.errors import NotAllowedHere
from tenants.forms import DomainForm, FoundationForm, SettingsForm, StateForm
from tenants.guards import at_desk, officer_required
from tenants.models.square import Square

SQUARES_A_PAGE = 24


@require_GET
def squares(request: HttpRequest) -> HttpResponse:
    """Show the squares that anyone may visit, one language or all, the liveliest first."""
    language = request.GET.get("language", "")
    page = Paginator(directory.listed(language=language), SQUARES_A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "cards": [directory.card_of(square) for square in page],
        "languages": directory.languages(),
        "chosen": language,
    }
    return render(request, "public/squares.html", context)


@officer_required
@require_GET
def home(request: HttpRequest, user: User) -> HttpResponse:
    """Show a person's foundations with their squares, or ask for the first foundation."""
    offices = list(queries.offices_of(user))
    if not offices:
        return redirect("panel_foundation")
    frame = desk.frame(user, foundation=offices[0].foundation)
    rows = desk.foundations(offices, list(queries.squares_under(user)))
    return render(request, "panel/home.html", frame | {"rows": rows})


@officer_required
@require_http_methods(["GET", "POST"])
def foundation(request: HttpRequest, user: User) -> HttpResponse:
    """Write down a foundation: its name and its country."""
    form = FoundationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        limits.hit(f"foundation:{user.pk}", limit=5, seconds=86400)
        try:
            actions.found_foundation(**form.cleaned_data, by=user, at=clock.now())
        except Refusal as refusal:
            form.add_error(None, refusal.text())
        else:
            return redirect("panel_found")
    status = 422 if form.errors else 200
    return render(
        request, "panel/foundation.html", desk.frame(user) | {"form": form}, status=status
    )


@at_desk
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest, at: Desk) -> HttpResponse:
    """Change what the platform says of a square."""
    initial = {name: getattr(at.square, name) for name in actions.EDITABLE}
    form = SettingsForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_settings(
                square=at.square, changes=form.cleaned_data, by=at.office, at=clock.now()
            )
        except Refusal as refusal:
            form.add_error(None, refusal.text())
        else:
            messages.success(request, _("Saved."))
            return redirect("desk_settings", at.square.slug)
    return _page(request, "panel/settings.html", at, form=form)


@at_desk
@require_http_methods(["GET", "POST"])
def state(request: HttpRequest, at: Desk) -> HttpResponse:
    """Ask once more before a square goes to another state, then take it there."""
    form = StateForm(request.POST if request.method == "POST" else request.GET)
    hand = rules.hand_of(at.office.role)
    if hand is None or not form.is_valid():
        raise NotAllowedHere
    to = Square.State(form.cleaned_data["to"])
    if request.method == "GET":
        return _page(request, "panel/state.html", at, step=desk.step_to(at.square, to), to=to)
    actions.change_state(
        square=at.square,
        to=to,
        hand=hand,
        actor=at.office.actor,
        reason=form.cleaned_data["reason"],
        at=clock.now(),
    )
    messages.success(request, desk.step_to(at.square, to).done)
    return redirect("desk", at.square.slug)


@at_desk
@require_http_methods(["GET", "POST"])
def domains(request: HttpRequest, at: Desk) -> HttpResponse:
    """List the hosts of a square, and connect another."""
    form = DomainForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        limits.hit(f"domains:{at.square.pk}", limit=20, seconds=3600)
        try:
            actions.connect_domain(
                square=at.square, **form.cleaned_data, by=at.office, at=clock.now()
            )
        except Refusal as refusal:
            form.add_error("host", refusal.text())
        else:
            return redirect("desk_domains", at.square.slug)
    return _page(
        request, "panel/domains.html", at, form=form, domains=queries.domains_of(at.square)
    )


@at_desk
@require_POST
def verify_domain(request: HttpRequest, at: Desk, host: str) -> HttpResponse:
    """Look whether a host points here by now."""
    limits.hit(f"verify:{at.square.pk}", limit=30, seconds=3600)
    domain = queries.find_domain(square=at.square, host=host)
    try:
        actions.verify_domain(domain=domain, by=at.office, at=clock.now())
    except Refusal as refusal:
        messages.warning(request, refusal.text())
    else:
        messages.success(request, _("%(host)s leads to your square now.") % {"host": host})
    return redirect("desk_domains", at.square.slug)


@at_desk
@require_POST
def remove_domain(request: HttpRequest, at: Desk, host: str) -> HttpResponse:
    """Let go of a host."""
    domain = queries.find_domain(square=at.square, host=host)
    actions.remove_domain(domain=domain, by=at.office, at=clock.now())
    messages.success(request, _("%(host)s no longer leads to your square.") % {"host": host})
    return redirect("desk_domains", at.square.slug)


def _page(request: HttpRequest, template: str, at: Desk, **more: object) -> HttpResponse:
    """Render one page about a square, with 422 where its form was not taken."""
    form = more.get("form")
    status = 422 if getattr(form, "errors", None) else 200
    return render(request, template, desk.square_frame(at.office.user, at) | more, status=status)
