"""A proposal as the console takes it, on a notice or on an escalation."""

from django.contrib import messages
from django.utils.translation import gettext as _

from commons.clock import now
from commons.errors import Refusal
from ops.actions.takedowns import Wanted, propose_takedown
from ops.forms import ProposalForm
from ops.guards import OperatorRequest
from ops.models.escalation import Escalation
from ops.models.notice import Notice
from ops.models.takedown import Takedown


def proposed_on(
    source: Notice | Escalation, request: OperatorRequest
) -> tuple[ProposalForm, Takedown | None]:
    """Propose what was typed on a case.

    Returns: the form, with what was refused in it, and the proposal where it stands.
    """
    form = ProposalForm(request.POST)
    if not form.is_valid():
        return form, None
    typed = form.cleaned_data
    wanted = Wanted(form.square, form.post_id, typed["legal_ground"], typed["facts"])
    try:
        takedown = propose_takedown(by=request.operator, source=source, wanted=wanted, at=now())
    except Refusal as refusal:
        form.add_error(None, refusal.text())
        return form, None
    messages.success(request, _("Proposed. Another operator decides now."))
    return form, takedown
