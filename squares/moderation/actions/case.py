"""What moderators do with a case short of a measure: take it, note, keep."""

from datetime import datetime

from django.db import IntegrityError, transaction

from commons import audit, events
from squares.members.models import Member
from squares.moderation import rules
from squares.moderation.errors import (
    CaseClosed,
    CaseNotFound,
    CaseReplaced,
    CaseWithOperators,
    ReasonMissing,
)
from squares.moderation.events import CaseDecided, CaseOpened
from squares.moderation.models.case import Case, CaseNote


@transaction.atomic
def claim_case(*, by: Member, case_id: int, at: datetime) -> Case:
    """Take a case, also from a colleague who has it; the history shows both.

    Raises: CaseNotFound, CaseClosed.
    """
    case = lock_case(by=by, case_id=case_id)
    if not case.is_live:
        raise CaseClosed
    case.assigned_to = by
    case.save(update_fields=["assigned_to"])
    write_down(case, by=by, act=CaseNote.Act.CLAIMED, text="", at=at)
    return case


@transaction.atomic
def release_case(*, by: Member, case_id: int, at: datetime) -> Case:
    """Put a case back so that anyone may take it; nothing happens where nobody has it.

    Raises: CaseNotFound.
    """
    case = lock_case(by=by, case_id=case_id)
    if case.assigned_to_id is not None:
        case.assigned_to = None
        case.save(update_fields=["assigned_to"])
        write_down(case, by=by, act=CaseNote.Act.RELEASED, text="", at=at)
    return case


@transaction.atomic
def add_note(*, by: Member, case_id: int, text: str, at: datetime) -> CaseNote:
    """Write a line for the colleagues; nobody else ever reads it.

    Raises: CaseNotFound, ReasonMissing for an empty one.
    """
    case = lock_case(by=by, case_id=case_id)
    if not text.strip():
        raise ReasonMissing
    return write_down(case, by=by, act=CaseNote.Act.NOTED, text=text.strip(), at=at)


@transaction.atomic
def keep_case(*, by: Member, case_id: int, reason: str, at: datetime) -> Case:
    """Decide that no rule was broken. For 90 days the same reports get the same answer.

    reason: for colleagues; those who reported read only the outcome.
    Raises: CaseNotFound, OwnReport, AboveYou, ReasonMissing, CaseClosed, CaseWithOperators.
    Tells: CaseDecided.
    """
    case = lock_case(by=by, case_id=case_id)
    if refusal := rules.reason_not_to_judge(by, case.member, reporters_of(case)):
        raise refusal
    refuse_unless_decidable(case, reason)
    write_down(case, by=by, act=CaseNote.Act.KEPT, text=reason.strip(), at=at)
    close(case, Case.State.KEPT, at=at)
    return case


@transaction.atomic
def reopen_case(*, by: Member, case_id: int, at: datetime) -> Case:
    """Take up a decided case again; a measure that was taken stays until it is lifted.

    Harmless for one that waits.  Raises: CaseNotFound, OwnReport, AboveYou, CaseReplaced.
    Tells: CaseOpened.
    """
    case = lock_case(by=by, case_id=case_id)
    if refusal := rules.reason_not_to_judge(by, case.member, reporters_of(case)):
        raise refusal
    if case.is_live:
        return case
    case.state, case.closed_at = Case.State.OPEN, None
    try:
        with transaction.atomic():
            case.save(update_fields=["state", "closed_at"])
    except IntegrityError as error:  # the subject has another live case by now
        raise CaseReplaced from error
    write_down(case, by=by, act=CaseNote.Act.OPENED, text="", at=at)
    events.publish(CaseOpened(case_id=case.pk, post_id=case.post_id))
    return case


def refuse_unless_decidable(case: Case, reason: str) -> None:
    """Refuse to decide what moderators no longer hold, or without a reason.

    Raises: CaseWithOperators, CaseClosed, ReasonMissing.
    """
    if case.state == Case.State.ESCALATED:
        raise CaseWithOperators
    if not case.is_live:
        raise CaseClosed
    if not rules.is_sentence(reason):
        raise ReasonMissing


def lock_case(*, by: Member, case_id: int) -> Case:
    """Return a case that a moderator may work, locked until the transaction ends.

    Raises: CaseNotFound, also for its own subject and for those who do not moderate.
    """
    case = (
        Case.objects.select_for_update(of=("self",))
        .select_related("member", "post")
        .filter(pk=case_id)
        .first()
    )
    if case is None or not rules.may_see_case(by, case.member):
        raise CaseNotFound
    return case


def reporters_of(case: Case) -> set[int]:
    """Return the ids of the members who reported the subject in this case."""
    return set(case.reports.values_list("reporter_id", flat=True))


def write_down(
    case: Case, *, by: Member | None, act: CaseNote.Act, text: str, at: datetime
) -> CaseNote:
    """Add a line to the history and to the audit chain. by: None for the operators."""
    note = CaseNote.objects.create(case=case, author=by, action=act, text=text, at=at)
    audit.record(
        actor=f"member:{by.pk}" if by is not None else "operators",
        action=f"case.{act.value}",
        subject=f"case:{case.pk}",
        at=at,
        details={"note": note.pk},
    )
    return note


def close(case: Case, state: Case.State, *, at: datetime) -> None:
    """Close a live case and tell those who reported how it ended."""
    case.state, case.closed_at, case.assigned_to = state, at, None
    case.save(update_fields=["state", "closed_at", "assigned_to"])
    events.publish(
        CaseDecided(
            case_id=case.pk, outcome=state.value, reporter_ids=tuple(sorted(reporters_of(case)))
        )
    )
