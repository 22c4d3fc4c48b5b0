"""Moderators hand a case to the operators."""

import hashlib
from datetime import datetime

from django.db import transaction

from commons import events
from squares.members.models import Member
from squares.moderation import rules
from squares.moderation.actions.case import lock_case, refuse_unless_decidable, write_down
from squares.moderation.events import CaseEscalated
from squares.moderation.models.case import Case, CaseNote, EscalationKind
from squares.moderation.queries.copies import copy_of

EXCERPT_LENGTH = 300


@transaction.atomic
def escalate_case(
    *, by: Member, case_id: int, kind: EscalationKind, reason: str, at: datetime
) -> Case:
    """Hand a case to the operators, with a frozen copy of its subject; who reported it may too.

    reason: at least a sentence, which the operators read.
    Raises: CaseNotFound, CaseWithOperators, CaseClosed, ReasonMissing.
    Tells: CaseEscalated, durable.
    """
    case = lock_case(by=by, case_id=case_id)
    if refusal := rules.reason_not_to_work(by, case.member):
        raise refusal
    refuse_unless_decidable(case, reason)
    case.state, case.escalation_kind = Case.State.ESCALATED, kind
    case.save(update_fields=["state", "escalation_kind"])
    text = f"{EscalationKind(kind).label}\n{reason.strip()}"
    write_down(case, by=by, act=CaseNote.Act.ESCALATED, text=text[:2000], at=at)
    events.publish(_fact(case, by=by, reason=reason.strip(), at=at))
    return case


def _fact(case: Case, *, by: Member, reason: str, at: datetime) -> CaseEscalated:
    copy = copy_of(case.post) if case.post is not None else None
    text = copy.text if copy is not None else case.text
    return CaseEscalated(
        case_id=case.pk,
        kind=case.escalation_kind,
        reason=reason,
        member_id=case.member_id,
        member_handle=case.member.handle,
        post_id=case.post_id,
        post_url=copy.url if copy is not None else "",
        post_text=text,
        post_html=copy.html if copy is not None else "",
        post_sha256=copy.sha256 if copy is not None else hashlib.sha256(text.encode()).hexdigest(),
        excerpt=(case.text or text)[:EXCERPT_LENGTH],
        rule_texts=tuple(
            case.reports.filter(rule__isnull=False)
            .order_by("rule__position")
            .values_list("rule__text", flat=True)
            .distinct()
        ),
        reports_count=case.reports_count,
        escalated_by=by.handle,
        at=at,
    )
