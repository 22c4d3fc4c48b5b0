"""One case that a square handed up: its copy, its history, what to decide."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commons.clock import now
from commons.errors import Refusal
from ops.actions import cases
from ops.forms import AnswerForm, ProposalForm
from ops.frame import case_page
from ops.guards import OperatorRequest, operator_required
from ops.models.escalation import Escalation
from ops.proposing import proposed_on
from ops.queries import chain
from ops.queries import takedowns as queries
from ops.queries.inbox import due_state
from ops.queries.takedowns import find_escalation, standing_on


@require_safe
@operator_required
def escalation(request: OperatorRequest, escalation_id: int) -> HttpResponse:
    """Show an escalation."""
    return _page(request, find_escalation(escalation_id))


@require_POST
@operator_required
def propose(request: OperatorRequest, escalation_id: int) -> HttpResponse:
    """Propose a measure on an escalation."""
    found = find_escalation(escalation_id)
    form, takedown = proposed_on(found, request)
    if takedown is not None:
        return redirect("ops:takedown", takedown.ref)
    return _page(request, found, proposal=form, failed=form)


@require_POST
@operator_required
def answer(request: OperatorRequest, escalation_id: int) -> HttpResponse:
    """Answer a square without a measure."""
    found, form = find_escalation(escalation_id), AnswerForm(request.POST, prefix="answer")
    if form.is_valid():
        try:
            _answer(request, found, form)
        except Refusal as refusal:
            form.add_error(None, refusal.text())
        else:
            messages.success(request, _("Closed. The square’s moderators read the answer."))
            return redirect("ops:escalation", escalation_id)
    return _page(request, found, answer=form, failed=form)


def _answer(request: OperatorRequest, found: Escalation, form: AnswerForm) -> None:
    cases.answer_escalation(
        by=request.operator,
        escalation_id=found.pk,
        text=form.cleaned_data["text"],
        returned=form.cleaned_data["outcome"] == "returned",
        at=now(),
    )


def _page(
    request: OperatorRequest,
    found: Escalation,
    *,
    failed: forms.Form | None = None,
    **given: forms.Form,
) -> HttpResponse:
    closed, moment = found.closed_at is not None, now()
    standing = (
        standing_on(square_id=found.square_id, post_id=found.post_id) if found.post_id else None
    )
    context: dict[str, Any] = {  # Any: what a template takes
        "escalation": found,
        "standing": standing,
        "takedowns": found.takedowns.order_by("-id"),
        "communications": found.communications.order_by("-id"),
        "subject": f"escalation:{found.pk}",
        "unchanged": queries.copy_is_unchanged(found),
        "history": chain.entries(subject=f"escalation:{found.pk}").entries,
        "due_state": due_state(found.due_at, closed=closed, at=moment),
        "proposal": ProposalForm(initial={"address": found.copy.get("url", "")}),
        "answer": AnswerForm(prefix="answer"),
        "failed": failed,
    }
    return case_page(request, "ops/escalation.html", context | given, failed=failed)
