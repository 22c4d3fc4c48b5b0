"""Founding a square, in one page that answers while one types."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from commons import clock, limits
from commons.errors import Refusal
from commons.pages import cursor_of
from squares.charter.starting import RuleText, starter, starters
from tenants import actions, desk, queries, rules
from tenants.actions import FoundingRequest
from tenants.errors import NotAllowedHere, SlugRefused, SlugTaken
from tenants.forms import FoundingForm
from tenants.guards import officer_required
from tenants.models.foundation import Officer


@officer_required
@require_http_methods(["GET", "POST"])
def found(request: HttpRequest, user: User) -> HttpResponse:
    """Ask everything a square needs, and found it."""
    office = _office(request, user)
    if office is None:
        return redirect("panel_foundation")
    if not rules.may_manage(office.role):
        raise NotAllowedHere
    form = _form(request, office)
    if request.method == "POST" and form.is_valid():
        limits.hit(f"found:{user.pk}", limit=20, seconds=3600)
        try:
            square = actions.found_square(
                request=FoundingRequest(**form.cleaned_data), by=office, at=clock.now()
            )
        except (SlugTaken, SlugRefused) as refusal:
            form.add_error("slug", refusal.text())
        except Refusal as refusal:
            form.add_error(None, refusal.text())
        else:
            messages.success(
                request, _("%(name)s stands. Look around, then open it.") % {"name": square.name}
            )
            return redirect("desk", square.slug)
    return _page(request, user, office, form)


@officer_required
@require_GET
def check_slug(request: HttpRequest, _user: User) -> HttpResponse:
    """Say whether an address can be had, and why not; answered while one types."""
    slug = request.GET.get("slug", "").strip().lower()[:60]
    reason = str(rules.reason_not_to_be_an_address(slug)) if slug else ""
    if slug and not reason and queries.look_alike(slug) is not None:
        reason = SlugTaken(slug=slug).text()
    context = {"slug": slug, "reason": reason, "address": f"{slug}.{settings.APEX_ADDRESS}"}
    return render(request, "panel/found.html#slug", context)


@officer_required
@require_GET
def preview_rules(request: HttpRequest, _user: User) -> HttpResponse:
    """Show the rules a square would begin with."""
    language = request.GET.get("language", "en")[:12]
    begin = starter(request.GET.get("charter_template", "")[:30], language)
    return render(
        request, "panel/found.html#starter", {"starter": begin, "rules": _numbered(begin.rules)}
    )


def _page(request: HttpRequest, user: User, office: Officer, form: FoundingForm) -> HttpResponse:
    language = str(form["language"].value() or "en")
    begin = starter(str(form["charter_template"].value() or ""), language)
    allowed = rules.squares_allowed(office.foundation)
    context = desk.frame(user, foundation=office.foundation) | {
        "form": form,
        "starter": begin,
        "rules": _numbered(begin.rules),
        "allowed": allowed,
        "left": max(0, allowed - queries.count_squares(office.foundation)),
        "apex_address": settings.APEX_ADDRESS,
    }
    return render(request, "panel/found.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, office: Officer) -> FoundingForm:
    language = (request.LANGUAGE_CODE if hasattr(request, "LANGUAGE_CODE") else "") or "en"
    initial = {
        "language": language if language in dict(settings.LANGUAGES) else "en",
        "jurisdiction": office.foundation.country,
        "time_zone": "UTC",
        "registration": "open",
        "charter_template": "community",
        "listed": True,
    }
    form = FoundingForm(request.POST if request.method == "POST" else None, initial=initial)
    form.offer_charters(
        [(s.kind, s.label) for s in starters(str(form["language"].value() or "en"))]
    )
    return form


def _office(request: HttpRequest, user: User) -> Officer | None:
    chosen = cursor_of(request.GET.get("foundation"))
    if chosen is not None:
        return queries.find_office(user=user, foundation_id=chosen)
    return queries.offices_of(user).first()


def _numbered(rules_of: Iterable[RuleText]) -> list[dict[str, object]]:
    return [
        {"position": place, "text": rule.text, "detail": rule.detail}
        for place, rule in enumerate(rules_of, start=1)
    ]
