"""Proposing a measure and deciding it: two people, one of them never the other."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import IntegrityError, transaction

from commons import audit, events
from ops import reach
from ops.actions.carrying import carry_out
from ops.actions.deciding import write_decision
from ops.actions.references import next_reference
from ops.errors import AlreadyDecided, MeasureStands, TakedownNotFound
from ops.events import TakedownApproved, TakedownSetAside
from ops.models.escalation import Escalation
from ops.models.notice import Notice
from ops.models.operator import Operator, Role
from ops.models.takedown import State, Takedown
from ops.queries.takedowns import standing_on
from ops.rules import fingerprint, require_role
from tenants.context import outside
from tenants.models.square import Square

_OPEN = {
    Notice: (Notice.State.RECEIVED, Notice.State.REVIEW),
    Escalation: (Escalation.State.OPEN, Escalation.State.REVIEW),
}


@dataclass(frozen=True)
class Wanted:
    """What a proposal asks for: which post of which square, on which ground, for which facts."""

    square: Square
    post_id: int
    legal_ground: str
    facts: str


def propose_takedown(
    *, by: Operator, source: Notice | Escalation, wanted: Wanted, at: datetime
) -> Takedown:
    """Propose that a post be hidden, with a copy of it as it stands now.

    Raises: RoleNotEnough, NothingToRestrict, MeasureStands, AlreadyDecided.
    Cost: one look into the square, then 9 statements.
    """
    require_role(by, Role.REVIEWER)
    _refuse_standing(wanted)
    evidence = reach.copy_of(wanted.square, wanted.post_id)
    try:
        with outside(), transaction.atomic():
            _take_up(source)
            takedown = _save(by, source, wanted, evidence, at=at)
            audit.record(
                actor=by.actor,
                action="takedown.proposed",
                subject=f"takedown:{takedown.ref}",
                at=at,
                details={
                    "source": str(source),
                    "square": wanted.square.slug,
                    "post": str(wanted.post_id),
                    "ground": wanted.legal_ground,
                    "evidence": takedown.evidence_sha256,
                },
            )
    except IntegrityError:
        _refuse_standing(wanted)
        raise
    return takedown


def approve_takedown(*, by: Operator, takedown_id: int, at: datetime) -> Takedown:
    """Agree to a proposal; it is carried out in its square at once, or as soon as that answers.

    Raises: RoleNotEnough, SamePerson, AlreadyDecided, TakedownNotFound.
    Tells: TakedownApproved, durable.
    """
    with outside(), transaction.atomic():
        takedown = _decide(takedown_id, by, State.APPROVED, note="", at=at)
        events.publish(TakedownApproved(takedown_id=takedown.pk))
        transaction.on_commit(partial(carry_out, takedown_id=takedown.pk, at=at), robust=True)
    return takedown


def reject_takedown(*, by: Operator, takedown_id: int, reason: str, at: datetime) -> Takedown:
    """Refuse a proposal; its case is open again.

    Raises: RoleNotEnough, SamePerson, AlreadyDecided, TakedownNotFound.
    """
    with outside(), transaction.atomic():
        takedown = _decide(takedown_id, by, State.REJECTED, note=reason, at=at)
        _give_back(takedown)
    return takedown


def withdraw_takedown(*, by: Operator, takedown_id: int, reason: str, at: datetime) -> Takedown:
    """Take back one's own proposal, or set aside one that could not be carried out.

    Raises: AlreadyDecided, also for a proposal of somebody else that still waits; TakedownNotFound.
    """
    require_role(by, Role.REVIEWER)
    with outside(), transaction.atomic():
        takedown = _lock(takedown_id)
        if takedown.state not in {State.PROPOSED, State.FAILED}:
            raise AlreadyDecided
        if takedown.state == State.PROPOSED and takedown.proposed_by_id != by.pk:
            raise AlreadyDecided
        if takedown.state == State.FAILED:
            events.publish(TakedownSetAside(takedown_id=takedown.pk))
        takedown.state, takedown.decision_note = State.WITHDRAWN, reason
        takedown.save(update_fields=["state", "decision_note"])
        _give_back(takedown)
        _audit(by, takedown, "takedown.withdrawn", at=at, reason=reason)
    return takedown


def retry_takedown(*, by: Operator, takedown_id: int, at: datetime) -> None:
    """Try again what could not be carried out; the outcome stands on the takedown's page.

    Raises: RoleNotEnough, AlreadyDecided, TakedownNotFound.
    """
    require_role(by, Role.REVIEWER)
    with outside(), transaction.atomic():
        takedown = _lock(takedown_id)
        if takedown.state not in {State.FAILED, State.APPROVED}:
            raise AlreadyDecided
        _audit(by, takedown, "takedown.retried", at=at)
        transaction.on_commit(partial(carry_out, takedown_id=takedown.pk, at=at), robust=True)


def _refuse_standing(wanted: Wanted) -> None:
    with outside():
        standing = standing_on(square_id=wanted.square.pk, post_id=wanted.post_id)
    if standing is not None:
        raise MeasureStands(ref=standing.ref)


def _take_up(source: Notice | Escalation) -> None:
    """Mark the case as under review; one that was closed in the meantime is refused."""
    taken = (
        type(source)
        .objects.filter(pk=source.pk, state__in=_OPEN[type(source)])
        .update(state="review")
    )
    if not taken:
        raise AlreadyDecided


def _save(
    by: Operator,
    source: Notice | Escalation,
    wanted: Wanted,
    evidence: dict[str, object],
    *,
    at: datetime,
) -> Takedown:
    key, ref = next_reference(Takedown, at=at)
    takedown = Takedown(
        id=key,
        ref=ref,
        notice=source if isinstance(source, Notice) else None,
        escalation=source if isinstance(source, Escalation) else None,
        square=wanted.square,
        post_id=wanted.post_id,
        legal_ground=wanted.legal_ground,
        facts=wanted.facts,
        evidence=evidence,
        evidence_sha256=fingerprint(evidence),
        proposed_by=by,
        proposed_at=at,
    )
    takedown.save(force_insert=True)
    return takedown


def _decide(takedown_id: int, by: Operator, state: State, *, note: str, at: datetime) -> Takedown:
    takedown = _lock(takedown_id)
    said = write_decision(takedown, state, by=by, note=note, at=at)
    _audit(by, takedown, f"takedown.{state.value}", at=at, **said)
    return takedown


def _give_back(takedown: Takedown) -> None:
    """Open the case again, unless another proposal on it still stands."""
    source = takedown.notice or takedown.escalation
    if source is None or source.takedowns.filter(state__in=["proposed", "approved"]).exists():
        return
    first = _OPEN[type(source)][0]
    type(source).objects.filter(pk=source.pk, state="review").update(state=first)


def _lock(takedown_id: int) -> Takedown:
    takedown = Takedown.objects.select_for_update().filter(pk=takedown_id).first()
    if takedown is None:
        raise TakedownNotFound
    return takedown


def _audit(by: Operator, takedown: Takedown, action: str, *, at: datetime, **more: str) -> None:
    audit.record(
        actor=by.actor, action=action, subject=f"takedown:{takedown.ref}", at=at, details=more
    )
