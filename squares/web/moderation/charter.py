"""The charter: what the square is for, its rules, its languages, its colour."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from commons import clock
from commons.errors import NotFound, Refusal
from squares.charter.actions import charter as actions
from squares.charter.queries import CurrentCharter, current
from squares.charter.starting import RuleText
from squares.members.models import Member
from squares.web.guards import member_of, steward_required
from squares.web.moderation.forms import LookForm, PolicyForm, PurposeForm, RuleForm

RuleForms = forms.formset_factory(RuleForm, extra=0, max_num=40, validate_max=True)
BLANK_RULES = 2
HUES = tuple(range(10, 360, 29))


@require_GET
@steward_required
def charter_page(request: HttpRequest) -> HttpResponse:
    """Show the charter, ready to be changed."""
    return _charter(request, {})


@require_POST
@steward_required
def charter_part(request: HttpRequest, part: str) -> HttpResponse:
    """Change one part of the charter."""
    if part not in _FORMS:
        raise NotFound
    form: Any = _FORMS[part](request.POST, prefix=part)  # Any: a form or a set of forms
    fault = ""
    if form.is_valid():
        try:
            _SAVE[part](form, member_of(request))
        except Refusal as refusal:
            fault = refusal.text()
        else:
            messages.success(request, _("The charter has changed."))
            return redirect("moderation-charter")
    return _charter(request, {part: form}, fault=fault)


@dataclass(frozen=True)
class _Swatch:
    hue: int
    chosen: bool


def _save_purpose(form: Any, by: Member) -> None:  # Any: a validated PurposeForm
    actions.set_purpose(**form.cleaned_data, by=by, at=clock.now())


def _save_rules(form: Any, by: Member) -> None:  # Any: a validated set of RuleForms
    rows = [row for row in form.cleaned_data if row.get("text", "").strip()]
    rows.sort(key=lambda row: row["position"])
    rules = [RuleText(row["text"], row["detail"]) for row in rows]
    actions.set_rules(rules=rules, by=by, at=clock.now())


def _save_policy(form: Any, by: Member) -> None:  # Any: a validated PolicyForm
    limit, enforced = form.cleaned_data["post_limit"], form.cleaned_data["enforced"]
    actions.set_policy(
        post_limit=limit, languages=form.tags(), enforced=enforced, by=by, at=clock.now()
    )


def _save_look(form: Any, by: Member) -> None:  # Any: a validated LookForm
    now = current()
    actions.set_look(
        hue=form.cleaned_data["hue"], chroma=now.chroma, emblem=now.emblem, by=by, at=clock.now()
    )


# A form's class or a formset's: what they share is that they are made of answers and a prefix.
_FORMS: dict[str, Callable[..., Any]] = {
    "purpose": PurposeForm,
    "rules": RuleForms,
    "policy": PolicyForm,
    "look": LookForm,
}
_SAVE: dict[str, Callable[[Any, Member], None]] = {
    "purpose": _save_purpose,
    "rules": _save_rules,
    "policy": _save_policy,
    "look": _save_look,
}


def _charter(request: HttpRequest, wrong: dict[str, Any], *, fault: str = "") -> HttpResponse:
    now = current()
    context = {
        "keys": "desk",
        "places": "charter",
        "parts": {part: form(initial=_now(part, now), prefix=part) for part, form in _FORMS.items()}
        | wrong,
        "fault": fault,
        "swatches": [_Swatch(hue, hue == now.hue) for hue in sorted({*HUES, now.hue})],
        "chroma": now.chroma,
    }
    return render(request, "moderation/charter.html", context, status=422 if wrong else 200)


def _now(part: str, now: CurrentCharter) -> Any:  # Any: one row, or one a rule
    if part == "rules":
        rows = [{"position": r.position, "text": r.text, "detail": r.detail} for r in now.rules]
        after = len(rows) + 1
        return rows + [
            {"position": after + n, "text": "", "detail": ""} for n in range(BLANK_RULES)
        ]
    return {
        "purpose": {"purpose": now.purpose, "contact_email": now.contact_email},
        "policy": {
            "post_limit": now.post_limit,
            "languages": ", ".join(now.languages),
            "enforced": now.language_enforced,
        },
        "look": {"hue": now.hue},
    }[part]
