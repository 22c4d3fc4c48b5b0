"""What a member may read about measures on them, and about the reports they made."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from squares.members.models import Member
from squares.moderation import rules
from squares.moderation.errors import ReportNotFound, StatementNotFound
from squares.moderation.models.case import Case
from squares.moderation.models.measure import Measure, StatementOfReasons
from squares.moderation.models.report import Report

MOST_SHOWN = 100


@dataclass(frozen=True)
class StatementCard:
    """A statement of reasons, ready to be read.

    rule_position: None for a measure on legal grounds.  post_url: "" for a measure on the member.
    """

    id: int
    url: str
    kind: str
    by_operators: bool
    member_id: int
    member_handle: str
    post_id: int | None
    post_url: str
    rule_text: str
    rule_position: int | None
    legal_ground: str
    facts: str
    excerpt: str
    source: str
    automated: bool
    stated_at: datetime
    read_at: datetime | None
    lifted_at: datetime | None
    lifted_reason: str

    @property
    def in_force(self) -> bool:
        """Whether the measure holds now."""
        return self.lifted_at is None


@dataclass(frozen=True)
class FiledReport:
    """A report as its author sees it. outcome: "review", "acted" or "kept"; no names.

    post_url: "" where the post is gone or hidden, or the report is about a member.
    """

    id: int
    handle: str
    about_post: bool
    post_url: str
    rule_text: str
    comment: str
    at: datetime
    outcome: str
    decided_at: datetime | None


def statements_of(member: Member) -> tuple[StatementCard, ...]:
    """Return what was ever restricted of a member, newest first, at most 100.

    Cost: 1 query.
    """
    rows = _statements().filter(measure__member=member).order_by("-pk")
    return tuple(_card(row) for row in rows[:MOST_SHOWN])


def find_statement(*, viewer: Member, statement_id: int) -> StatementCard:
    """Return a statement to the member it is addressed to, or to another moderator.

    Raises: StatementNotFound.        Cost: 1 query.
    """
    row = _statements().filter(pk=statement_id).first()
    if row is None:
        raise StatementNotFound
    member = row.measure.member
    if viewer.pk != member.pk and not rules.may_see_case(viewer, member):
        raise StatementNotFound
    return _card(row)


def statement_about(post_id: int) -> StatementCard | None:
    """Return the statement of the measure that hides a post now; of several, the latest.

    Whoever asks has checked that the viewer is the author or a moderator.        Cost: 1 query.
    """
    rows = _statements().filter(
        measure__post_id=post_id, measure__kind=Measure.Kind.HIDE_POST, measure__lifted_at=None
    )
    row = rows.order_by("-pk").first()
    return _card(row) if row is not None else None


def count_unread_statements(member: Member) -> int:
    """Return how many statements addressed to a member they have not opened.

    Cost: 1 query.
    """
    return StatementOfReasons.objects.filter(measure__member=member, read_at=None).count()


def reports_by(member: Member) -> tuple[FiledReport, ...]:
    """Return the reports a member made, newest first, at most 100.

    Cost: 1 query.
    """
    rows = (
        Report.objects.filter(reporter=member)
        .select_related("case__member", "case__post", "rule")
        .order_by("-at", "-id")
    )
    return tuple(_filed(row) for row in rows[:MOST_SHOWN])


def find_report(*, viewer: Member, report_id: int) -> FiledReport:
    """Return a report to the member who made it.

    Raises: ReportNotFound.        Cost: 1 query.
    """
    row = (
        Report.objects.filter(reporter=viewer, pk=report_id)
        .select_related("case__member", "case__post", "rule")
        .first()
    )
    if row is None:
        raise ReportNotFound
    return _filed(row)


def statements_for(measures: Sequence[Measure]) -> dict[int, StatementCard]:
    """Return the statements of measures, by the measure's number.

    Cost: 1 query.
    """
    rows = _statements().filter(measure__in=measures)
    return {row.measure_id: _card(row) for row in rows}


def statements_among(*, member: Member, ids: Collection[int]) -> dict[int, StatementCard]:
    """Return those of many statements that are addressed to a member, by number.

    Cost: 1 query, none without ids.
    """
    if not ids:
        return {}
    rows = _statements().filter(pk__in=ids, measure__member=member)
    return {row.pk: _card(row) for row in rows}


def _statements() -> QuerySet[StatementOfReasons]:
    return StatementOfReasons.objects.select_related("measure__member", "rule")


def _card(row: StatementOfReasons) -> StatementCard:
    measure = row.measure
    handle = measure.member.handle
    return StatementCard(
        id=row.pk,
        url=f"/statements/{row.pk}",
        kind=measure.kind,
        by_operators=measure.authority == Measure.Authority.OPERATOR,
        member_id=measure.member_id,
        member_handle=handle,
        post_id=measure.post_id,
        post_url=f"/@{handle}/{measure.post_id}" if measure.post_id is not None else "",
        rule_text=row.rule_text,
        rule_position=row.rule.position if row.rule is not None else None,
        legal_ground=row.legal_ground,
        facts=row.facts,
        excerpt=row.excerpt,
        source=str(StatementOfReasons.Source(row.source).label),
        automated=row.automated,
        stated_at=row.stated_at,
        read_at=row.read_at,
        lifted_at=measure.lifted_at,
        lifted_reason=measure.lifted_reason,
    )


def _filed(row: Report) -> FiledReport:
    case = row.case
    handle, post = case.member.handle, case.post
    shown = post is not None and post.hidden_at is None and post.deleted_at is None
    outcome = {Case.State.KEPT: "kept", Case.State.RESOLVED: "acted"}
    return FiledReport(
        id=row.pk,
        handle=handle,
        about_post=post is not None,
        post_url=f"/@{handle}/{case.post_id}" if shown else "",
        rule_text=row.rule.text if row.rule is not None else "",
        comment=row.comment,
        at=row.at,
        outcome=outcome.get(Case.State(case.state), "review"),
        decided_at=case.closed_at,
    )
