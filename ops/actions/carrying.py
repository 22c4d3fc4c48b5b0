"""Carrying a decision out in its square, and recording that it took effect.

First the square's transaction, then public's: a crash between the two is healed by doing it
again, since the square knows each central measure by its number.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from commons import audit, events
from commons.errors import Refusal
from ops import letters, reach
from ops.events import EscalationClosed
from ops.models.escalation import Escalation
from ops.models.notice import Notice, NoticeTarget
from ops.models.takedown import Lift, State, Takedown
from ops.queries.notices import open_notices_on
from ops.queries.takedowns import open_escalations_on
from tenants.context import outside

log = logging.getLogger(__name__)

_DUE = (State.APPROVED, State.FAILED)


def carry_out(*, takedown_id: int, at: datetime) -> None:
    """Hide the post of an approved takedown and tell everyone; harmless when done already.

    A failure is written on the takedown. One that may pass is raised too, so that the worker
    tries again; a refusal is left to people.
    Tells: EscalationClosed for each escalation it answers.
    """
    with outside():
        takedown = (
            Takedown.objects.select_related("square")
            .filter(pk=takedown_id, state__in=_DUE, decided_by__isnull=False)
            .first()
        )
    if takedown is None:
        return
    if _attempt(takedown, lambda: reach.restrict(takedown, at=at), at=at):
        _record_takedown(takedown, at=at)
        undo(takedown_id=takedown_id, at=at)  # it may have been set aside in the meantime


def undo(*, takedown_id: int, at: datetime) -> None:
    """Take back in its square what a withdrawn takedown may have done; harmless when nothing."""
    with outside():
        takedown = (
            Takedown.objects.select_related("square")
            .filter(pk=takedown_id, state=State.WITHDRAWN)
            .first()
        )
    if takedown is not None:
        reach.undo(takedown, reason=takedown.decision_note, at=at)


def carry_out_lift(*, lift_id: int, at: datetime) -> None:
    """Show the post of an approved lift again and tell everyone; harmless when done already."""
    with outside():
        lift = (
            Lift.objects.select_related("takedown__square")
            .filter(pk=lift_id, state__in=_DUE, decided_by__isnull=False)
            .first()
        )
    if lift is None:
        return
    if _attempt(lift, lambda: reach.release(lift, at=at), at=at):
        _record_lift(lift, at=at)


def deliver_answer(*, escalation_id: int, at: datetime) -> None:
    """Bring an escalation's answer to the square; harmless when done already."""
    with outside():
        escalation = (
            Escalation.objects.select_related("square")
            .filter(pk=escalation_id, closed_at__isnull=False, delivered_at=None)
            .first()
        )
    if escalation is None or escalation.closed_at is None:
        return
    reach.answer(escalation, at=escalation.closed_at)
    with outside(), transaction.atomic():
        Escalation.objects.filter(pk=escalation.pk).update(delivered_at=at)
        audit.record(
            actor="system",
            action="escalation.delivered",
            subject=f"escalation:{escalation.pk}",
            at=at,
        )


def _attempt(proposal: Takedown | Lift, act: Callable[[], None], *, at: datetime) -> bool:
    """Do the square's part; returns whether it was done."""
    try:
        act()
    except Refusal as refusal:
        _record_failure(proposal, refusal.text(), at=at)
        return False
    except Exception as error:
        _record_failure(proposal, f"{type(error).__name__}: {error}", at=at)
        raise
    return True


def _record_failure(proposal: Takedown | Lift, reason: str, *, at: datetime) -> None:
    with outside(), transaction.atomic():
        row = type(proposal)._default_manager.select_for_update().get(pk=proposal.pk)  # noqa: SLF001 - two tables, one act
        if row.state not in _DUE:
            return
        row.state, row.failure, row.attempts = State.FAILED, reason[:500], row.attempts + 1
        row.save(update_fields=["state", "failure", "attempts"])
        audit.record(
            actor="system",
            action=f"{_noun(row)}.failed",
            subject=_subject(row),
            at=at,
            details={"reason": row.failure, "attempt": row.attempts},
        )


def _record_takedown(takedown: Takedown, *, at: datetime) -> None:
    """Mark it effective, tell the notifiers, answer the escalations: one transaction."""
    told: list[Notice] = []
    with outside(), transaction.atomic():
        row = Takedown.objects.select_for_update().get(pk=takedown.pk)
        if row.state not in _DUE:
            return
        row.state, row.effective_at, row.failure = State.EFFECTIVE, at, ""
        row.attempts += 1
        row.save(update_fields=["state", "effective_at", "failure", "attempts"])
        audit.record(actor="system", action="takedown.effective", subject=_subject(row), at=at)
        for notice in open_notices_on(square_id=row.square_id, post_id=row.post_id):
            answer_notice(notice, takedown, at=at)
            told.append(notice)
        if row.notice and row.notice_id not in {notice.pk for notice in told}:
            answer_notice(row.notice, takedown, at=at)
            told.append(row.notice)
        for escalation in open_escalations_on(square_id=row.square_id, post_id=row.post_id):
            _answer_escalation(escalation, takedown, at=at)
    for notice in told:
        letters.post_news(notice)


def answer_notice(notice: Notice, takedown: Takedown, *, at: datetime) -> None:
    """Tell a notifier of a measure; close the notice once every post it names is dealt with."""
    closed = not _posts_left(notice)
    letters.tell_notifier(notice, letters.acted(notice, takedown, closed=closed), at=at)
    if closed:
        Notice.objects.filter(pk=notice.pk, closed_at=None).update(
            state=Notice.State.ACTED, closed_at=at
        )
    else:
        Notice.objects.filter(pk=notice.pk, closed_at=None).update(state=Notice.State.RECEIVED)
    audit.record(
        actor="system",
        action="notice.answered",
        subject=f"notice:{notice.ref}",
        at=at,
        details={"takedown": takedown.ref, "closed": closed},
    )


def _posts_left(notice: Notice) -> bool:
    """Tell whether a notice names a post that stands and that no takedown in effect covers."""
    covered = set(
        Takedown.objects.filter(state=State.EFFECTIVE)
        .values_list("square_id", "post_id")
        .filter(post_id__in=notice.targets.filter(post_id__isnull=False).values("post_id"))
    )
    named = NoticeTarget.objects.filter(notice=notice, post_id__isnull=False).exclude(copy={})
    return any(pair not in covered for pair in named.values_list("square_id", "post_id"))


def _answer_escalation(escalation: Escalation, takedown: Takedown, *, at: datetime) -> None:
    text = letters.measure_answer(takedown)
    Escalation.objects.filter(pk=escalation.pk).update(
        state=Escalation.State.ACTED, answer=text, closed_at=at
    )
    letters.tell_square(escalation, text, at=at)
    audit.record(
        actor="system",
        action="escalation.answered",
        subject=f"escalation:{escalation.pk}",
        at=at,
        details={"takedown": takedown.ref},
    )
    events.publish(EscalationClosed(escalation_id=escalation.pk))


def _record_lift(lift: Lift, *, at: datetime) -> None:
    """Mark the lift and its takedown, and tell those whose notices had led to it."""
    told: list[Notice] = []
    with outside(), transaction.atomic():
        row = Lift.objects.select_for_update().get(pk=lift.pk)
        if row.state not in _DUE:
            return
        row.state, row.effective_at, row.failure = State.EFFECTIVE, at, ""
        row.attempts += 1
        row.save(update_fields=["state", "effective_at", "failure", "attempts"])
        Takedown.objects.filter(pk=lift.takedown_id).update(state=State.LIFTED)
        audit.record(
            actor="system",
            action="takedown.lifted",
            subject=f"takedown:{lift.takedown.ref}",
            at=at,
        )
        told = _notices_acted_on(lift.takedown)
        for notice in told:
            text = letters.lifted(notice, lift.takedown, lift.reason)
            letters.tell_notifier(notice, text, at=at)
    for notice in told:
        letters.post_news(notice)


def _notices_acted_on(takedown: Takedown) -> list[Notice]:
    named = NoticeTarget.objects.filter(square_id=takedown.square_id, post_id=takedown.post_id)
    found = {
        notice.pk: notice
        for notice in Notice.objects.filter(
            pk__in=named.values("notice_id"), state=Notice.State.ACTED
        )
    }
    if takedown.notice:
        found.setdefault(takedown.notice.pk, takedown.notice)
    return list(found.values())


def _noun(row: Takedown | Lift) -> str:
    return "takedown" if isinstance(row, Takedown) else "lift"


def _subject(row: Takedown | Lift) -> str:
    return f"takedown:{row.ref if isinstance(row, Takedown) else row.takedown.ref}"
