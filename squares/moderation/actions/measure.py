"""Moderators restrict something, saying why, and lift it again."""

from datetime import datetime

from django.db import IntegrityError, transaction

from commons import audit, events
from squares.members.models import Member
from squares.moderation import rules
from squares.moderation.actions.case import close, lock_case, reporters_of, write_down
from squares.moderation.actions.effects import put_in_force, take_back
from squares.moderation.actions.letter import send_statement
from squares.moderation.actions.subject import cited_rule
from squares.moderation.errors import (
    CaseClosed,
    FactsMissing,
    MeasureInForce,
    MeasureNotFound,
    NothingToHide,
    NotYoursToLift,
    ReasonMissing,
)
from squares.moderation.events import MeasureLifted, MeasureTaken
from squares.moderation.models.case import Case, CaseNote
from squares.moderation.models.measure import Measure, StatementOfReasons
from squares.posts.queries import words_of

_ACTS = {
    Measure.Kind.HIDE_POST: CaseNote.Act.HID,
    Measure.Kind.SILENCE_MEMBER: CaseNote.Act.SILENCED,
    Measure.Kind.SUSPEND_MEMBER: CaseNote.Act.SUSPENDED,
}


@transaction.atomic
def take_measure(
    *, by: Member, case_id: int, kind: Measure.Kind, rule_id: int, facts: str, at: datetime
) -> Measure:
    """Restrict a case's post or member under a rule, and state the reasons to the member.

    rule_id: a rule in force; its words are quoted.  facts: at least a sentence, which the member
    reads.  Closes the case, unless the operators have it; a further measure may follow.
    Raises: CaseNotFound, OwnReport, AboveYou, CaseClosed, RuleNotInForce, FactsMissing,
        NothingToHide, MeasureInForce.
    Tells: MeasureTaken, CaseDecided; a letter to the member.        Cost: about 20 statements.
    Source: Regulation (EU) 2022/2065, Articles 14(4) and 17.
    """
    case = lock_case(by=by, case_id=case_id)
    _check(by, case, kind)
    if not rules.is_sentence(facts):
        raise FactsMissing
    rule = cited_rule(rule_id)
    measure = impose(
        Measure(kind=kind, authority=Measure.Authority.SQUARE, case=case, taken_by=by, taken_at=at),
        StatementOfReasons(
            rule=rule, rule_text=rule.text, facts=facts.strip(), source=_source(case)
        ),
    )
    write_down(case, by=by, act=_ACTS[kind], text=f"{rule}\n{facts.strip()}"[:2000], at=at)
    if case.state == Case.State.OPEN:
        close(case, Case.State.RESOLVED, at=at)
    return measure


@transaction.atomic
def lift_measure(*, by: Member, measure_id: int, reason: str, at: datetime) -> Measure:
    """End a measure of the square; what it restricted is free again unless another one holds it.

    reason: at least a sentence, which the member reads.
    Raises: MeasureNotFound, AboveYou, NotYoursToLift, ReasonMissing, MeasureInForce when done.
    Tells: MeasureLifted.
    """
    measure = _lock(measure_id)
    if measure is None or not rules.may_see_case(by, measure.member):
        raise MeasureNotFound
    if refusal := rules.reason_not_to_judge(by, measure.member, ()):
        raise refusal
    if measure.authority != Measure.Authority.SQUARE:
        raise NotYoursToLift
    if measure.lifted_at is not None:
        raise MeasureInForce
    if not rules.is_sentence(reason):
        raise ReasonMissing
    end(measure, by=by, reason=reason.strip(), at=at)
    if measure.case is not None:
        write_down(measure.case, by=by, act=CaseNote.Act.LIFTED, text=reason.strip(), at=at)
    return measure


def impose(measure: Measure, statement: StatementOfReasons) -> Measure:
    """Write a measure upon its case's subject and its statement, and put it in force.

    Raises: MeasureInForce.
    """
    case, at = measure.case, measure.taken_at
    if case is None:
        raise NothingToHide
    measure.member = case.member
    measure.post = case.post if measure.kind == Measure.Kind.HIDE_POST else None
    try:
        with transaction.atomic():
            measure.save(force_insert=True)
    except IntegrityError as error:
        raise MeasureInForce from error
    statement.measure, statement.stated_at = measure, at
    statement.excerpt = words_of(measure.post) if measure.post is not None else ""
    statement.save(force_insert=True)
    put_in_force(measure, why=statement.facts, at=at)
    _record(measure, "taken", by=measure.taken_by, at=at)
    events.publish(
        MeasureTaken(
            measure_id=measure.pk,
            member_id=measure.member_id,
            post_id=measure.post_id,
        )
    )
    send_statement(statement)
    return measure


def end(measure: Measure, *, by: Member | None, reason: str, at: datetime) -> None:
    """Mark a measure lifted and free what it restricted. by: None for the operators."""
    measure.lifted_at, measure.lifted_reason = at, reason[:2000]
    measure.save(update_fields=["lifted_at", "lifted_reason"])
    take_back(measure, at=at)
    _record(measure, "lifted", by=by, at=at)
    events.publish(
        MeasureLifted(
            measure_id=measure.pk,
            member_id=measure.member_id,
            post_id=measure.post_id,
        )
    )


def _check(by: Member, case: Case, kind: Measure.Kind) -> None:
    hides = kind == Measure.Kind.HIDE_POST
    refuse = rules.reason_not_to_judge if hides else rules.reason_not_to_restrict
    if refusal := refuse(by, case.member, reporters_of(case)):
        raise refusal
    if case.state == Case.State.KEPT:
        raise CaseClosed
    if hides and (case.post is None or case.post.deleted_at is not None):
        raise NothingToHide


def _source(case: Case) -> StatementOfReasons.Source:
    source = StatementOfReasons.Source
    return source.REPORT if case.reports_count else source.INITIATIVE


def _lock(measure_id: int) -> Measure | None:
    return (
        Measure.objects.select_for_update(of=("self",))
        .select_related("member", "post", "case", "statement")
        .filter(pk=measure_id)
        .first()
    )


def _record(measure: Measure, what: str, *, by: Member | None, at: datetime) -> None:
    audit.record(
        actor=f"member:{by.pk}" if by is not None else "operators",
        action=f"measure.{what}",
        subject=f"measure:{measure.pk}",
        at=at,
        details={
            "kind": str(measure.kind),
            "member": str(measure.member_id),
            "post": str(measure.post_id or ""),
            "central": str(measure.central_id or ""),
        },
    )
