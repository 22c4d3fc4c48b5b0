"""What deciding a proposal writes, be it for a takedown or for its end."""

from datetime import datetime

from ops.models.operator import Operator
from ops.models.takedown import Proposal, State
from ops.rules import require_may_decide


def write_decision(
    proposal: Proposal, state: State, *, by: Operator, note: str, at: datetime
) -> dict[str, str]:
    """Write who decided what on a locked proposal.

    Returns: what the audit entry says of it.
    Raises: RoleNotEnough, SamePerson, AlreadyDecided.
    """
    require_may_decide(proposal, by)
    proposal.state, proposal.decision_note = state, note
    proposal.decided_by, proposal.decided_at = by, at
    proposal.save(update_fields=["state", "decision_note", "decided_by", "decided_at"])
    return {"reason": note} if note else {}
