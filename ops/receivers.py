"""Who hears what: facts of squares come up, decisions of operators go down."""

from commons.clock import now
from commons.events import listen
from ops.actions.carrying import carry_out, carry_out_lift, deliver_answer, undo
from ops.actions.cases import HandedUp, receive_escalation
from ops.actions.filing import copy_targets
from ops.events import (
    EscalationClosed,
    LiftApproved,
    NoticeFiled,
    TakedownApproved,
    TakedownSetAside,
)
from squares.moderation.events import CaseEscalated
from tenants.context import the_square


@listen(CaseEscalated)
def receive_case(fact: CaseEscalated) -> None:
    """Keep what a square hands up; told inside the square."""
    copy = {
        "member_id": fact.member_id,
        "member_handle": fact.member_handle,
        "url": fact.post_url,
        "text": fact.post_text,
        "html": fact.post_html,
        "sha256": fact.post_sha256,
        "excerpt": fact.excerpt,
        "rules": list(fact.rule_texts),
        "reports": fact.reports_count,
    }
    handed_up = HandedUp(
        square=the_square(),
        case_id=fact.case_id,
        post_id=fact.post_id,
        kind=fact.kind,
        reason=fact.reason,
        escalated_by=fact.escalated_by,
        copy=copy,
    )
    receive_escalation(handed_up=handed_up, at=fact.at)


@listen(NoticeFiled)
def copy_what_it_names(fact: NoticeFiled) -> None:
    """Copy the posts that a notice names."""
    copy_targets(notice_id=fact.notice_id, at=now())


@listen(TakedownApproved)
def take_down(fact: TakedownApproved) -> None:
    """Carry out what two people agreed on."""
    carry_out(takedown_id=fact.takedown_id, at=now())


@listen(TakedownSetAside)
def leave_nothing_behind(fact: TakedownSetAside) -> None:
    """Undo whatever part of a takedown reached its square."""
    undo(takedown_id=fact.takedown_id, at=now())


@listen(LiftApproved)
def lift(fact: LiftApproved) -> None:
    """Carry out what two people agreed on."""
    carry_out_lift(lift_id=fact.lift_id, at=now())


@listen(EscalationClosed)
def bring_answer(fact: EscalationClosed) -> None:
    """Bring the answer to the square that asked."""
    deliver_answer(escalation_id=fact.escalation_id, at=now())
