"""One notice: what was sent, what it names, what to decide."""

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
from ops.forms import ProposalForm, RejectNoticeForm
from ops.frame import asked, case_page
from ops.guards import OperatorRequest, operator_required
from ops.models.notice import Notice
from ops.proposing import proposed_on
from ops.queries import chain
from ops.queries import notices as queries
from ops.queries.inbox import due_state
from ops.queries.takedowns import find_takedown


@require_safe
@operator_required
def notice(request: OperatorRequest, ref: str) -> HttpResponse:
    """Show a notice."""
    return _page(request, queries.find_notice(ref=ref))


@require_POST
@operator_required
def propose(request: OperatorRequest, ref: str) -> HttpResponse:
    """Propose a measure on a notice."""
    found = queries.find_notice(ref=ref)
    form, takedown = proposed_on(found, request)
    if takedown is not None:
        return redirect("ops:takedown", takedown.ref)
    return _page(request, found, proposal=form, failed=form)


@require_POST
@operator_required
def reject(request: OperatorRequest, ref: str) -> HttpResponse:
    """Decide not to act on a notice."""
    found, form = queries.find_notice(ref=ref), RejectNoticeForm(request.POST, prefix="reject")
    if form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            cases.reject_notice(by=request.operator, notice_id=found.pk, reason=reason, at=now())
        except Refusal as refusal:
            form.add_error(None, refusal.text())
        else:
            messages.success(request, _("Closed. The answer stands on the notifier’s page."))
            return redirect("ops:notice", ref)
    return _page(request, found, rejection=form, failed=form)


@require_POST
@operator_required
def conclude(request: OperatorRequest, ref: str) -> HttpResponse:
    """Answer a notice with a takedown that is in effect."""
    found = queries.find_notice(ref=ref)
    standing = find_takedown(ref=asked(request.POST, "takedown"))
    cases.conclude_notice(
        by=request.operator, notice_id=found.pk, takedown_id=standing.pk, at=now()
    )
    messages.success(request, _("The notifier has the answer."))
    return redirect("ops:notice", ref)


def _page(
    request: OperatorRequest,
    found: Notice,
    *,
    failed: forms.Form | None = None,
    **given: forms.Form,
) -> HttpResponse:
    closed, moment = found.closed_at is not None, now()
    targets = queries.targets_of(found)
    named = (card.target.text for card in targets if card.target.post_id and not card.standing)
    address = request.GET.get("address") or next(named, "")
    context: dict[str, Any] = {  # Any: what a template takes
        "notice": found,
        "targets": targets,
        "takedowns": found.takedowns.order_by("-id"),
        "communications": found.communications.order_by("-id"),
        "history": chain.entries(subject=f"notice:{found.ref}").entries,
        "unchanged": queries.is_unchanged(found),
        "due_state": due_state(found.due_at, closed=closed, at=moment),
        "proposal": ProposalForm(initial={"address": address, "legal_ground": found.law}),
        "rejection": RejectNoticeForm(prefix="reject"),
        "failed": failed,
    }
    return case_page(request, "ops/notice.html", context | given, failed=failed)
