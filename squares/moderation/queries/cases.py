"""One case, whole: what it is about, what was said, what was done, what the viewer may do."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from squares.members.cards import MemberCard, card_of
from squares.members.models import Member
from squares.moderation import rules
from squares.moderation.errors import CaseNotFound, MeasureNotFound
from squares.moderation.models.case import Case, CaseNote, EscalationKind
from squares.moderation.models.measure import Measure
from squares.moderation.models.report import Report
from squares.moderation.queries.queue import QueueRow, rows_for
from squares.moderation.queries.statements import StatementCard, statements_for
from squares.moderation.queries.subjects import Subject, subject_of
from squares.posts.queries import words_of

MOST_REPORTS = 200
MOST_BEFORE = 10
_SYMBOLS = {
    "opened": "flag",
    "claimed": "hand",
    "released": "undo-2",
    "noted": "message-circle",
    "hid": "eye-off",
    "silenced": "volume-x",
    "suspended": "ban",
    "lifted": "rotate-ccw",
    "kept": "circle-check",
    "escalated": "arrow-up-right",
    "answered": "reply",
    "central": "scale",
    "central_lifted": "rotate-ccw",
}


@dataclass(frozen=True)
class ReportLine:
    """What one member reported. rule_position: None for something else."""

    reporter: MemberCard
    rule_position: int | None
    rule_text: str
    comment: str
    at: datetime


@dataclass(frozen=True)
class HistoryLine:
    """One line of the history, as `components/timeline.html` shows it."""

    at: datetime
    text: str
    by: str
    symbol: str
    detail: str


@dataclass(frozen=True)
class Cited:
    """A rule and how many reports cite it."""

    position: int
    text: str
    times: int


@dataclass(frozen=True)
class Powers:
    """What the viewer may do with the case now; `reason` says why not, where they may not judge."""

    hide: bool
    keep: bool
    restrict: bool
    escalate: bool
    reason: str


@dataclass(frozen=True)
class CaseFile:
    """A case, ready to be read.

    post: None where the case is about a member, or its author deleted it.  text: the subject as
    it read when the case was opened.  changed: whether it reads differently now.
    """

    id: int
    state: str
    state_label: str
    escalation: str
    member: MemberCard
    about_post: bool
    post: Subject | None
    text: str
    changed: bool
    opened_at: datetime
    closed_at: datetime | None
    assignee_id: int | None
    assignee: str
    reports_count: int
    reports: tuple[ReportLine, ...]
    cited: tuple[Cited, ...]
    history: tuple[HistoryLine, ...]
    statements: tuple[StatementCard, ...]
    before: tuple[QueueRow, ...]
    powers: Powers

    @property
    def is_live(self) -> bool:
        """Whether it waits for a decision."""
        return self.state in Case.LIVE


def find_case(*, viewer: Member, case_id: int) -> CaseFile:
    """Return a case to a moderator whom it is not about.

    Raises: CaseNotFound.        Cost: about 12 queries, however many reports.
    """
    case = (
        Case.objects.select_related("member", "post__author", "assigned_to")
        .filter(pk=case_id)
        .first()
    )
    if case is None or not rules.may_see_case(viewer, case.member):
        raise CaseNotFound
    reports = list(
        Report.objects.filter(case=case).select_related("reporter", "rule").order_by("id")
    )
    measures = list(Measure.objects.filter(case=case).order_by("id"))
    stated = statements_for(measures)
    post = case.post if case.post is not None and case.post.deleted_at is None else None
    now = case.member.biography if case.post_id is None else (words_of(post) if post else "")
    return CaseFile(
        id=case.pk,
        state=case.state,
        state_label=str(Case.State(case.state).label),
        escalation=_escalation(case),
        member=card_of(case.member),
        about_post=case.post_id is not None,
        post=subject_of(post) if post is not None else None,
        text=case.text,
        changed=now != case.text,
        opened_at=case.opened_at,
        closed_at=case.closed_at,
        assignee_id=case.assigned_to_id,
        assignee=case.assigned_to.handle if case.assigned_to is not None else "",
        reports_count=case.reports_count,
        reports=tuple(_line(report) for report in reports[-MOST_REPORTS:]),
        cited=_cited(reports),
        history=tuple(_told(note) for note in _notes(case)),
        statements=tuple(stated[measure.pk] for measure in measures if measure.pk in stated),
        before=_before(case, viewer),
        powers=_powers(viewer, case, {report.reporter_id for report in reports}, measures),
    )


def find_measure(*, viewer: Member, measure_id: int) -> tuple[StatementCard, int | None]:
    """Return a measure's statement and its case's number, to a moderator it is not about.

    Raises: MeasureNotFound.
    """
    measure = Measure.objects.select_related("member").filter(pk=measure_id).first()
    if measure is None or not rules.may_see_case(viewer, measure.member):
        raise MeasureNotFound
    return statements_for([measure])[measure.pk], measure.case_id


def live_case_of(*, member_id: int, post_id: int | None) -> int | None:
    """Return the number of the subject's live case, or None.

    Whoever asks has checked that the viewer moderates and is not the subject.   Cost: 1 query.
    """
    about = Q(post_id=post_id) if post_id is not None else Q(post=None)
    rows = Case.objects.filter(about, member_id=member_id, state__in=Case.LIVE)
    return rows.values_list("pk", flat=True).first()


def rule_cited_in(case_id: int) -> int | None:
    """Return the rule in force that most reports of a case cite, the first of them; else None.

    Whoever asks has checked that the viewer may work the case.   Cost: 1 query.
    """
    rows = (
        Report.objects.filter(case_id=case_id, rule__isnull=False, rule__retired_at=None)
        .values("rule_id")
        .annotate(times=Count("pk"))
        .order_by("-times", "rule__position")
    )
    first = rows.first()
    return int(first["rule_id"]) if first is not None else None


def _powers(viewer: Member, case: Case, reporter_ids: set[int], measures: list[Measure]) -> Powers:
    refusal = rules.reason_not_to_judge(viewer, case.member, reporter_ids)
    above = rules.reason_not_to_restrict(viewer, case.member, reporter_ids)
    post = case.post
    hidden = any(
        measure.kind == Measure.Kind.HIDE_POST and measure.lifted_at is None for measure in measures
    )
    judges = refusal is None and case.state != Case.State.KEPT
    return Powers(
        hide=judges and post is not None and post.deleted_at is None and not hidden,
        keep=refusal is None and case.state == Case.State.OPEN,
        restrict=judges and above is None,
        escalate=case.state == Case.State.OPEN,
        reason=refusal.text() if refusal is not None and case.is_live else "",
    )


def _line(report: Report) -> ReportLine:
    return ReportLine(
        reporter=card_of(report.reporter),
        rule_position=report.rule.position if report.rule is not None else None,
        rule_text=report.rule.text if report.rule is not None else "",
        comment=report.comment,
        at=report.at,
    )


def _cited(reports: list[Report]) -> tuple[Cited, ...]:
    counted = Counter(
        (report.rule.position, report.rule.text) for report in reports if report.rule is not None
    )
    return tuple(
        Cited(position, text, times)
        for (position, text), times in sorted(counted.items(), key=lambda each: (-each[1], each[0]))
    )


def _notes(case: Case) -> list[CaseNote]:
    return list(case.notes.select_related("author").order_by("id"))


def _told(note: CaseNote) -> HistoryLine:
    return HistoryLine(
        at=note.at,
        text=str(CaseNote.Act(note.action).label),
        by=f"@{note.author.handle}" if note.author is not None else "",
        symbol=_SYMBOLS[note.action],
        detail=note.text,
    )


def _before(case: Case, viewer: Member) -> tuple[QueueRow, ...]:
    """Return the member's other cases, newest first."""
    rows = (
        Case.objects.filter(member=case.member)
        .exclude(pk=case.pk)
        .select_related("member", "assigned_to")
        .order_by("-id")
    )
    return rows_for(list(rows[:MOST_BEFORE]))


def _escalation(case: Case) -> str:
    return str(EscalationKind(case.escalation_kind).label) if case.escalation_kind else ""
