"""Takedowns: what waits for a second person, what is in effect, what failed."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commons.clock import now
from commons.errors import Refusal
from commons.pages import cursor_of
from ops.actions import lifts, takedowns
from ops.forms import ReasonForm
from ops.frame import UNUSABLE, page
from ops.guards import OperatorRequest, operator_required
from ops.models.takedown import Takedown
from ops.queries import chain
from ops.queries import takedowns as queries
from ops.queries.inbox import load

TABS = ("waiting", "failed", "effective", "all")


@require_safe
@operator_required
def takedown_list(request: OperatorRequest) -> HttpResponse:
    """Show takedowns, newest first."""
    tab = request.GET.get("tab", "waiting")
    tab = tab if tab in TABS else "waiting"
    found = queries.takedowns(tab=tab, before=cursor_of(request.GET.get("before")))
    older = f"?tab={tab}&before={found.older}" if found.older else ""
    context = {"takedowns": found.items, "older": older, "tab": tab, "tabs": _tabs()}
    here = f"{reverse('ops:takedowns')}?tab={tab}"
    return page(request, "ops/takedowns.html", context | {"current": here})


@require_safe
@operator_required
def takedown(request: OperatorRequest, ref: str) -> HttpResponse:
    """Show a takedown: the copy, the ground, who decided, what comes next."""
    return _page(request, queries.find_takedown(ref=ref))


@require_POST
@operator_required
def approve(request: OperatorRequest, ref: str) -> HttpResponse:
    """Agree to a proposal of somebody else."""
    found = queries.find_takedown(ref=ref)
    takedowns.approve_takedown(by=request.operator, takedown_id=found.pk, at=now())
    return _back_to(request, ref)


@require_POST
@operator_required
def retry(request: OperatorRequest, ref: str) -> HttpResponse:
    """Try again what could not be carried out."""
    found = queries.find_takedown(ref=ref)
    takedowns.retry_takedown(by=request.operator, takedown_id=found.pk, at=now())
    return _back_to(request, ref)


@require_POST
@operator_required
def reject(request: OperatorRequest, ref: str) -> HttpResponse:
    """Refuse a proposal of somebody else."""
    return _with_reason(
        request,
        queries.find_takedown(ref=ref),
        lambda found, reason: takedowns.reject_takedown(
            by=request.operator, takedown_id=found.pk, reason=reason, at=now()
        ),
    )


@require_POST
@operator_required
def withdraw(request: OperatorRequest, ref: str) -> HttpResponse:
    """Take back one's own proposal, or set aside one that failed."""
    return _with_reason(
        request,
        queries.find_takedown(ref=ref),
        lambda found, reason: takedowns.withdraw_takedown(
            by=request.operator, takedown_id=found.pk, reason=reason, at=now()
        ),
    )


@require_POST
@operator_required
def propose_lift(request: OperatorRequest, ref: str) -> HttpResponse:
    """Propose to show the post again."""
    return _with_reason(
        request,
        queries.find_takedown(ref=ref),
        lambda found, reason: lifts.propose_lift(
            by=request.operator, takedown_id=found.pk, reason=reason, at=now()
        ),
    )


@require_POST
@operator_required
def approve_lift(request: OperatorRequest, ref: str, lift_id: int) -> HttpResponse:
    """Agree to show the post again."""
    queries.find_lift(ref=ref, lift_id=lift_id)
    lifts.approve_lift(by=request.operator, lift_id=lift_id, at=now())
    return _back_to(request, ref)


@require_POST
@operator_required
def retry_lift(request: OperatorRequest, ref: str, lift_id: int) -> HttpResponse:
    """Try again to show the post."""
    queries.find_lift(ref=ref, lift_id=lift_id)
    lifts.retry_lift(by=request.operator, lift_id=lift_id, at=now())
    return _back_to(request, ref)


@require_POST
@operator_required
def reject_lift(request: OperatorRequest, ref: str, lift_id: int) -> HttpResponse:
    """Refuse to show the post again."""
    queries.find_lift(ref=ref, lift_id=lift_id)
    return _with_reason(
        request,
        queries.find_takedown(ref=ref),
        lambda _found, reason: lifts.reject_lift(
            by=request.operator, lift_id=lift_id, reason=reason, at=now()
        ),
    )


@require_POST
@operator_required
def withdraw_lift(request: OperatorRequest, ref: str, lift_id: int) -> HttpResponse:
    """Take back one's own proposal to show the post, or set aside one that failed."""
    queries.find_lift(ref=ref, lift_id=lift_id)
    return _with_reason(
        request,
        queries.find_takedown(ref=ref),
        lambda _found, reason: lifts.withdraw_lift(
            by=request.operator, lift_id=lift_id, reason=reason, at=now()
        ),
    )


def _with_reason(
    request: OperatorRequest, found: Takedown, act: Callable[[Takedown, str], object]
) -> HttpResponse:
    """Do an act that takes a reason; a reason that cannot be used is shown with its fault."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, found, failed=form)
    try:
        act(found, form.cleaned_data["reason"])
    except Refusal as refusal:
        form.add_error(None, refusal.text())
        return _page(request, queries.find_takedown(ref=found.ref), failed=form)
    return _back_to(request, found.ref)


def _back_to(request: OperatorRequest, ref: str) -> HttpResponse:
    messages.success(request, _("Done, and written into the chain."))
    return redirect("ops:takedown", ref)


def _page(
    request: OperatorRequest, found: Takedown, *, failed: forms.Form | None = None
) -> HttpResponse:
    context: dict[str, Any] = {  # Any: what a template takes
        "takedown": found,
        "lifts": list(queries.lifts_of(found)),
        "own": found.proposed_by_id == request.operator.pk,
        "history": chain.entries(subject=f"takedown:{found.ref}").entries,
        "unchanged": queries.evidence_is_unchanged(found),
        "reason": failed or ReasonForm(),
        "failed": failed,
    }
    status = UNUSABLE if failed is not None else 200
    return page(request, "ops/takedown.html", context, status=status)


def _tabs() -> list[tuple[str, str, int | None]]:
    waits, url = load(), reverse("ops:takedowns")
    return [
        (_("Waiting for a second person"), f"{url}?tab=waiting", waits.decisions),
        (_("Could not be carried out"), f"{url}?tab=failed", waits.failures),
        (_("In effect"), f"{url}?tab=effective", None),
        (_("All"), f"{url}?tab=all", None),
    ]
