"""Receiving what squares hand up, and closing cases that need no measure."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from commons import audit, events
from ops import letters
from ops.actions.carrying import answer_notice, deliver_answer
from ops.errors import AlreadyDecided, NoticeNotFound, StillOpen
from ops.events import EscalationClosed
from ops.models.escalation import Escalation
from ops.models.notice import Notice
from ops.models.operator import Operator, Role
from ops.models.takedown import State, Takedown
from ops.rules import escalation_due_at, fingerprint, require_role
from tenants.context import outside
from tenants.models.square import Square


@dataclass(frozen=True)
class HandedUp:
    """What a square tells when it escalates. copy: JSON, never changed afterwards."""

    square: Square
    case_id: int
    post_id: int | None
    kind: str
    reason: str
    escalated_by: str
    copy: dict[str, Any]


def receive_escalation(*, handed_up: HandedUp, at: datetime) -> Escalation:
    """Keep a case that a square hands up; told twice, it is one.

    at: when the square escalated. A case that was closed before then is opened again; its copy
    stays the first.
    """
    with outside(), transaction.atomic():
        escalation, new = Escalation.objects.get_or_create(
            square=handed_up.square,
            case_id=handed_up.case_id,
            defaults={
                "post_id": handed_up.post_id,
                "kind": handed_up.kind,
                "reason": handed_up.reason,
                "escalated_by": handed_up.escalated_by,
                "copy": handed_up.copy,
                "copy_sha256": fingerprint(handed_up.copy),
                "received_at": at,
                "due_at": escalation_due_at(handed_up.kind, at),
            },
        )
        again = not new and escalation.closed_at is not None and escalation.closed_at < at
        if again:
            _open_again(escalation, handed_up, at=at)
        if new or again:
            audit.record(
                actor=f"square:{handed_up.square.slug}",
                action="escalation.received" if new else "escalation.reopened",
                subject=f"escalation:{escalation.pk}",
                at=at,
                details={"case": str(handed_up.case_id), "reason": handed_up.reason},
            )
    return escalation


def _open_again(escalation: Escalation, handed_up: HandedUp, *, at: datetime) -> None:
    escalation.state, escalation.kind = Escalation.State.OPEN, handed_up.kind
    escalation.reason = handed_up.reason
    escalation.escalated_by, escalation.received_at = handed_up.escalated_by, at
    escalation.due_at = escalation_due_at(handed_up.kind, at)
    escalation.closed_at = escalation.delivered_at = None
    escalation.save(
        update_fields=[
            "state",
            "kind",
            "reason",
            "escalated_by",
            "received_at",
            "due_at",
            "closed_at",
            "delivered_at",
        ]
    )


def answer_escalation(
    *, by: Operator, escalation_id: int, text: str, returned: bool, at: datetime
) -> Escalation:
    """Close a case without a measure: with an answer, or back to the square to decide.

    Raises: RoleNotEnough, StillOpen, AlreadyDecided.  Tells: EscalationClosed, durable.
    """
    require_role(by, Role.TRIAGE)
    with outside(), transaction.atomic():
        escalation = Escalation.objects.select_for_update().get(pk=escalation_id)
        _refuse_open_measures(escalation)
        if escalation.closed_at is not None:
            raise AlreadyDecided
        states = Escalation.State
        escalation.state = states.RETURNED if returned else states.ANSWERED
        escalation.answer, escalation.answered_by, escalation.closed_at = text, by, at
        escalation.save(update_fields=["state", "answer", "answered_by", "closed_at"])
        letters.tell_square(escalation, text, at=at)
        audit.record(
            actor=by.actor,
            action=f"escalation.{escalation.state}",
            subject=f"escalation:{escalation.pk}",
            at=at,
            details={"answer": text},
        )
        events.publish(EscalationClosed(escalation_id=escalation.pk))
        attempt = partial(deliver_answer, escalation_id=escalation.pk, at=at)
        transaction.on_commit(attempt, robust=True)
    return escalation


def reject_notice(*, by: Operator, notice_id: int, reason: str, at: datetime) -> Notice:
    """Decide not to act on a notice, and tell its sender why and how to object.

    reason: the sender reads it.
    Raises: RoleNotEnough, StillOpen, AlreadyDecided.
    Source: Regulation (EU) 2022/2065, Article 16(5).
    """
    require_role(by, Role.REVIEWER)
    with outside():
        with transaction.atomic():
            notice = _lock_open(notice_id)
            _refuse_open_measures(notice)
            notice.state, notice.closed_at = Notice.State.REJECTED, at
            notice.save(update_fields=["state", "closed_at"])
            letters.tell_notifier(notice, letters.rejected(notice, reason), at=at)
            _audit(by, notice, "notice.rejected", at=at, reason=reason)
        letters.post_news(notice)
    return notice


def conclude_notice(*, by: Operator, notice_id: int, takedown_id: int, at: datetime) -> Notice:
    """Answer a notice with a takedown that is in effect already, and close it if that is all.

    Raises: RoleNotEnough, AlreadyDecided when the takedown is not in effect.
    """
    require_role(by, Role.TRIAGE)
    with outside():
        with transaction.atomic():
            notice = _lock_open(notice_id)
            takedown = Takedown.objects.select_related("square").filter(
                pk=takedown_id, state=State.EFFECTIVE
            )
            standing = takedown.first()
            if standing is None:
                raise AlreadyDecided
            answer_notice(notice, standing, at=at)
            _audit(by, notice, "notice.concluded", at=at, takedown=standing.ref)
        letters.post_news(notice)
    return notice


def _refuse_open_measures(case: Notice | Escalation) -> None:
    if case.takedowns.filter(state__in=[State.PROPOSED, State.APPROVED, State.FAILED]).exists():
        raise StillOpen


def _lock_open(notice_id: int) -> Notice:
    notice = Notice.objects.select_for_update().filter(pk=notice_id).first()
    if notice is None:
        raise NoticeNotFound
    if notice.closed_at is not None:
        raise AlreadyDecided
    return notice


def _audit(by: Operator, notice: Notice, action: str, *, at: datetime, **more: str) -> None:
    audit.record(actor=by.actor, action=action, subject=f"notice:{notice.ref}", at=at, details=more)
