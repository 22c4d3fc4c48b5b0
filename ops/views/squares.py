"""Squares as the platform knows them; nothing here looks inside one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commons.clock import now
from commons.errors import Refusal
from ops.actions import squares as actions
from ops.forms import ReasonForm
from ops.frame import UNUSABLE, asked, page
from ops.guards import OperatorRequest, operator_required
from ops.queries import chain
from ops.queries import squares as queries
from tenants.models.square import Square
from tenants.queries import find_square


@require_safe
@operator_required
def square_list(request: OperatorRequest) -> HttpResponse:
    """Show every square with its state."""
    state, search = asked(request.GET, "state"), asked(request.GET, "q")
    found = queries.squares(state=state if state in Square.State else "", search=search)
    context = {"squares": found, "states": Square.State.choices, "state": state, "search": search}
    return page(request, "ops/squares.html", context)


@require_safe
@operator_required
def square(request: OperatorRequest, slug: str) -> HttpResponse:
    """Show one square: who answers for it, how big it is, what we had to do with it."""
    return _page(request, find_square(slug=slug), ReasonForm())


@require_POST
@operator_required
def suspend(request: OperatorRequest, slug: str) -> HttpResponse:
    """Close a square's doors."""
    return _move(request, slug, suspended=True)


@require_POST
@operator_required
def reopen(request: OperatorRequest, slug: str) -> HttpResponse:
    """Open a suspended square's doors again."""
    return _move(request, slug, suspended=False)


def _move(request: OperatorRequest, slug: str, *, suspended: bool) -> HttpResponse:
    found, form = find_square(slug=slug), ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    act = actions.suspend_square if suspended else actions.reopen_square
    try:
        act(by=request.operator, slug=slug, reason=form.cleaned_data["reason"], at=now())
    except Refusal as refusal:
        form.add_error(None, refusal.text())
        return _page(request, found, form)
    messages.success(request, _("Done, and written into the chain."))
    return redirect("ops:square", slug)


def _page(request: OperatorRequest, found: Square, form: ReasonForm) -> HttpResponse:
    context = {
        "facts": queries.facts_of(found),
        "subject": found,
        "reason": form,
        "failed": bool(form.errors),
        "chain_subject": f"square:{found.pk}",
        "history": chain.entries(subject=f"square:{found.pk}").entries,
    }
    return page(request, "ops/square.html", context, status=UNUSABLE if form.errors else 200)
