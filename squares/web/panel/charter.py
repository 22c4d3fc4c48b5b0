"""A square's rules, language policy and look, changed by its foundation."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from commons import clock
from commons.colour import DEFAULT_CHROMA, DEFAULT_HUE, tidy
from commons.errors import Refusal
from squares.charter import queries
from squares.charter.actions import charter as actions
from squares.charter.queries import CurrentCharter
from squares.web.panel.forms import LookForm, PolicyForm, PurposeForm, RulesForm
from tenants import desk, usage
from tenants.context import inside
from tenants.desk import Desk
from tenants.guards import at_desk

Kept = Callable[[Any], None]  # Any: each form's own cleaned data


@at_desk
@require_GET
def charter(request: HttpRequest, at: Desk) -> HttpResponse:
    """Show a square's charter, each part in a form of its own."""
    return _page(request, at)


@at_desk
@require_POST
def set_rules(request: HttpRequest, at: Desk) -> HttpResponse:
    """Put rules in force: in the order of the page, without those left empty."""
    form = RulesForm(request.POST, prefix="rules")

    def keep(rows: list[Any]) -> None:  # Any: the formset's forms
        given = [rule for row in rows if (rule := row.rule()) is not None]
        actions.set_rules(rules=given, by=at.office.actor, at=clock.now())

    return _keep(request, at, "rules_form", form, keep)


@at_desk
@require_POST
def set_purpose(request: HttpRequest, at: Desk) -> HttpResponse:
    """Say what the square is for."""
    return _keep(
        request,
        at,
        "purpose_form",
        PurposeForm(request.POST),
        lambda given: actions.set_purpose(**given, by=at.office.actor, at=clock.now()),
    )


@at_desk
@require_POST
def set_policy(request: HttpRequest, at: Desk) -> HttpResponse:
    """Set the longest post and the languages."""
    return _keep(
        request,
        at,
        "policy_form",
        PolicyForm(request.POST),
        lambda given: actions.set_policy(**given, by=at.office.actor, at=clock.now()),
    )


@at_desk
@require_POST
def set_look(request: HttpRequest, at: Desk) -> HttpResponse:
    """Give the square another colour; its uploaded emblem stays."""

    def keep(given: Any) -> None:  # Any: cleaned data
        emblem = queries.current().emblem
        actions.set_look(**given, emblem=emblem, by=at.office.actor, at=clock.now())

    return _keep(request, at, "look_form", LookForm(request.POST), keep)


@at_desk
@require_GET
def preview_look(request: HttpRequest, at: Desk) -> HttpResponse:
    """Draw the emblem in the colour that the sliders show."""
    form = LookForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    hue, chroma = tidy(given.get("hue", DEFAULT_HUE), given.get("chroma", DEFAULT_CHROMA))
    context = {"place": at.square, "hue": hue, "chroma": chroma}
    return render(request, "panel/charter.html#look", context)


def _keep(request: HttpRequest, at: Desk, name: str, form: Any, keep: Kept) -> HttpResponse:
    """Do what a form asks; what is refused is shown beside it, the rest as it stands."""
    if form.is_valid():
        try:
            with inside(at.square):
                keep(form.forms if isinstance(form, forms.BaseFormSet) else form.cleaned_data)
        except Refusal as refusal:
            return _page(request, at, **{name: form, "refused": refusal.text()})
        usage.measure(at.square, at=clock.now())  # the directory shows the square's own colour
        messages.success(request, _("Saved. It holds from now on."))
        return redirect("desk_charter", at.square.slug)
    return _page(request, at, **{name: form, "refused": _("Something is missing or too long.")})


def _page(request: HttpRequest, at: Desk, **tried: Any) -> HttpResponse:  # Any: forms
    with inside(at.square):
        now = queries.current()
    context = desk.square_frame(at.office.user, at) | _forms(now) | tried
    context |= {"hue": now.hue, "chroma": now.chroma, "charter": now}
    return render(request, "panel/charter.html", context, status=422 if tried else 200)


def _forms(now: CurrentCharter) -> dict[str, Any]:  # Any: forms and formsets
    rows = [{"text": rule.text, "detail": rule.detail} for rule in now.rules]
    return {
        "rules_form": RulesForm(prefix="rules", initial=rows),
        "purpose_form": PurposeForm(
            initial={"purpose": now.purpose, "contact_email": now.contact_email}
        ),
        "policy_form": PolicyForm(
            initial={
                "post_limit": now.post_limit,
                "enforced": "yes" if now.language_enforced else "",
                "languages": list(now.languages),
            }
        ),
        "look_form": LookForm(initial={"hue": now.hue, "chroma": now.chroma}),
    }
