"""Ending a takedown: again one proposes and another decides."""

from datetime import datetime
from functools import partial

from django.db import IntegrityError, transaction

from commons import audit, events
from ops.actions.carrying import carry_out_lift
from ops.actions.deciding import write_decision
from ops.errors import AlreadyDecided, TakedownNotFound
from ops.events import LiftApproved
from ops.models.operator import Operator, Role
from ops.models.takedown import Lift, State, Takedown
from ops.rules import require_role
from tenants.context import outside


def propose_lift(*, by: Operator, takedown_id: int, reason: str, at: datetime) -> Lift:
    """Propose to show a post again.

    Raises: RoleNotEnough, AlreadyDecided when it is not in effect or a proposal waits.
    """
    require_role(by, Role.REVIEWER)
    try:
        with outside(), transaction.atomic():
            takedown = Takedown.objects.select_for_update().filter(pk=takedown_id).first()
            if takedown is None:
                raise TakedownNotFound
            if takedown.state != State.EFFECTIVE:
                raise AlreadyDecided
            lift = Lift.objects.create(
                takedown=takedown, reason=reason, proposed_by=by, proposed_at=at
            )
            _audit(by, lift, "lift.proposed", at=at, reason=reason)
    except IntegrityError as twice:
        raise AlreadyDecided from twice
    return lift


def approve_lift(*, by: Operator, lift_id: int, at: datetime) -> Lift:
    """Agree to show a post again; it happens at once, or as soon as its square answers.

    Raises: RoleNotEnough, SamePerson, AlreadyDecided.  Tells: LiftApproved, durable.
    """
    with outside(), transaction.atomic():
        lift = _decide(lift_id, by, State.APPROVED, note="", at=at)
        events.publish(LiftApproved(lift_id=lift.pk))
        transaction.on_commit(partial(carry_out_lift, lift_id=lift.pk, at=at), robust=True)
    return lift


def reject_lift(*, by: Operator, lift_id: int, reason: str, at: datetime) -> Lift:
    """Refuse to show a post again.

    Raises: RoleNotEnough, SamePerson, AlreadyDecided.
    """
    with outside(), transaction.atomic():
        return _decide(lift_id, by, State.REJECTED, note=reason, at=at)


def withdraw_lift(*, by: Operator, lift_id: int, reason: str, at: datetime) -> Lift:
    """Take back one's own proposal, or set aside one that could not be carried out.

    Raises: RoleNotEnough, AlreadyDecided, also for a proposal of somebody else that still waits.
    """
    require_role(by, Role.REVIEWER)
    with outside(), transaction.atomic():
        lift = _lock(lift_id)
        own = lift.state == State.PROPOSED and lift.proposed_by_id == by.pk
        if not own and lift.state != State.FAILED:
            raise AlreadyDecided
        lift.state, lift.decision_note = State.WITHDRAWN, reason
        lift.save(update_fields=["state", "decision_note"])
        _audit(by, lift, "lift.withdrawn", at=at, reason=reason)
    return lift


def retry_lift(*, by: Operator, lift_id: int, at: datetime) -> None:
    """Try again what could not be carried out.

    Raises: RoleNotEnough, AlreadyDecided.
    """
    require_role(by, Role.REVIEWER)
    with outside(), transaction.atomic():
        lift = _lock(lift_id)
        if lift.state not in {State.FAILED, State.APPROVED}:
            raise AlreadyDecided
        _audit(by, lift, "lift.retried", at=at)
        transaction.on_commit(partial(carry_out_lift, lift_id=lift.pk, at=at), robust=True)


def _decide(lift_id: int, by: Operator, state: State, *, note: str, at: datetime) -> Lift:
    lift = _lock(lift_id)
    said = write_decision(lift, state, by=by, note=note, at=at)
    _audit(by, lift, f"lift.{state.value}", at=at, **said)
    return lift


def _lock(lift_id: int) -> Lift:
    lift = Lift.objects.select_for_update().filter(pk=lift_id).first()
    if lift is None:
        raise TakedownNotFound
    return lift


def _audit(by: Operator, lift: Lift, action: str, *, at: datetime, **more: str) -> None:
    subject = f"takedown:{lift.takedown.ref}"
    audit.record(actor=by.actor, action=action, subject=subject, at=at, details=more)
