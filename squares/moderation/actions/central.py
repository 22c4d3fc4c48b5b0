"""What the operators do in this square: measures taken in its own tables, answers to its cases."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from commons import events
from squares.members.models import Member, Role
from squares.moderation.actions.case import close, write_down
from squares.moderation.actions.measure import end, impose
from squares.moderation.actions.subject import live_case
from squares.moderation.errors import CaseNotFound, FactsMissing, MeasureNotFound, SubjectNotFound
from squares.moderation.events import OperatorsActed
from squares.moderation.models.case import Case, CaseNote
from squares.moderation.models.measure import Measure, StatementOfReasons
from squares.posts.models.post import Post


@dataclass(frozen=True)
class MeasureOutcome:
    """What a central measure came to in this square. already: it was in force before this call."""

    measure_id: int
    case_id: int | None
    member_id: int
    member_handle: str
    post_id: int | None
    taken_at: datetime
    already: bool


@transaction.atomic
def apply_central_measure(
    *,
    central_id: int,
    kind: Measure.Kind,
    post_id: int,
    legal_ground: str,
    facts: str,
    at: datetime,
    source: StatementOfReasons.Source = StatementOfReasons.Source.NOTICE,
) -> MeasureOutcome:
    """Take the operators' measure on a post; once, however often it is called.

    central_id: the operators' own number of the measure.  legal_ground: at most 300 characters,
    quoted to the author.  Leaves a receipt in the subject's case and closes it.
    Raises: SubjectNotFound, FactsMissing.
    Tells: MeasureTaken, CaseDecided, OperatorsActed; a letter to the author.
    """
    if not legal_ground.strip() or not facts.strip():
        raise FactsMissing
    post = (
        Post.objects.select_for_update(of=("self",))
        .select_related("author")
        .filter(pk=post_id, boost_of=None)
        .first()
    )
    if (known := _measure(central_id)) is not None:
        return _outcome(known, already=True)
    if post is None or post.deleted_at is not None:
        raise SubjectNotFound
    case, _ = live_case(member=post.author, post=post, at=at)
    measure = impose(
        Measure(
            kind=Measure.Kind(kind),
            authority=Measure.Authority.OPERATOR,
            central_id=central_id,
            case=case,
            taken_at=at,
        ),
        StatementOfReasons(
            legal_ground=legal_ground.strip()[:300], facts=facts.strip()[:2000], source=source
        ),
    )
    text = f"{legal_ground.strip()}\n{facts.strip()}"
    write_down(case, by=None, act=CaseNote.Act.CENTRAL, text=text[:2000], at=at)
    close(case, Case.State.RESOLVED, at=at)
    _tell_moderators(case)
    return _outcome(measure, already=False)


@transaction.atomic
def lift_central_measure(*, central_id: int, reason: str, at: datetime) -> MeasureOutcome:
    """End a measure of the operators; once, however often it is called.

    The post is shown again unless another measure, of the square or of the operators, holds it.
    Raises: MeasureNotFound.        Tells: MeasureLifted, OperatorsActed.
    """
    measure = _measure(central_id, lock=True)
    if measure is None:
        raise MeasureNotFound
    if measure.lifted_at is not None:
        return _outcome(measure, already=True)
    end(measure, by=None, reason=reason, at=at)
    if measure.case is not None:
        act = CaseNote.Act.CENTRAL_LIFTED
        write_down(measure.case, by=None, act=act, text=reason[:2000], at=at)
        _tell_moderators(measure.case)
    return _outcome(measure, already=False)


@transaction.atomic
def operator_answered(*, case_id: int, text: str, closes: bool, at: datetime) -> Case:
    """Write the operators' answer into a case and close it, or give it back to the square.

    Telling the same answer twice changes nothing.
    Raises: CaseNotFound.        Tells: OperatorsActed; CaseDecided when it closes.
    """
    case = (
        Case.objects.select_for_update(of=("self",))
        .select_related("member")
        .filter(pk=case_id)
        .first()
    )
    if case is None:
        raise CaseNotFound
    if case.notes.filter(action=CaseNote.Act.ANSWERED, text=text[:2000], at=at).exists():
        return case
    write_down(case, by=None, act=CaseNote.Act.ANSWERED, text=text[:2000], at=at)
    if case.is_live and closes:
        restricted = case.measures.filter(lifted_at=None).exists()
        close(case, Case.State.RESOLVED if restricted else Case.State.KEPT, at=at)
    elif case.state == Case.State.ESCALATED:
        case.state = Case.State.OPEN
        case.save(update_fields=["state"])
    _tell_moderators(case)
    return case


def _measure(central_id: int, *, lock: bool = False) -> Measure | None:
    measures = Measure.objects.select_related("member", "post", "case", "statement")
    if lock:
        measures = measures.select_for_update(of=("self",))
    return measures.filter(central_id=central_id).first()


def _tell_moderators(case: Case) -> None:
    """Tell everyone who may open the case; its subject may not."""
    staff = Member.objects.filter(
        role__in=[Role.MODERATOR, Role.OWNER], state=Member.State.ACTIVE
    ).exclude(pk=case.member_id)
    ids = tuple(staff.order_by("pk").values_list("pk", flat=True))
    events.publish(OperatorsActed(case_id=case.pk, post_id=case.post_id, moderator_ids=ids))


def _outcome(measure: Measure, *, already: bool) -> MeasureOutcome:
    return MeasureOutcome(
        measure_id=measure.pk,
        case_id=measure.case_id,
        member_id=measure.member_id,
        member_handle=measure.member.handle,
        post_id=measure.post_id,
        taken_at=measure.taken_at,
        already=already,
    )
