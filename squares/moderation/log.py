"""The public moderation log: what was done here, when, under which rule; no names, no content."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from commons.pages import Page, cut
from commons.remember import remember
from squares.moderation.models.case import Case
from squares.moderation.models.measure import Measure

LOG_SIZE = 40
SUMMARY_DAYS = 90
SUMMARY_KEY = "moderation-log-summary"


@dataclass(frozen=True)
class LogEntry:
    """One measure as everybody may know it. kind: Measure.Kind.  ground: "rule" or "law"."""

    id: int
    kind: str
    by_operators: bool
    ground: str
    rule_position: int | None
    rule_text: str
    legal_ground: str
    reported: bool
    taken_at: datetime
    lifted_at: datetime | None


@dataclass(frozen=True)
class Summary:
    """The last 90 days in numbers."""

    days: int
    decided: int
    kept: int
    measures: int
    lifted: int


def entries(*, before: int | None = None) -> Page[LogEntry]:
    """Return a page of the log, newest first.

    Cost: 1 query.
    """
    rows = Measure.objects.select_related("statement__rule").order_by("-id")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    page = cut(list(rows[: LOG_SIZE + 1]), size=LOG_SIZE, key=lambda measure: measure.pk)
    return Page([_entry(measure) for measure in page.items], page.older)


def summary(*, at: datetime) -> Summary:
    """Return how the last 90 days went, to ten minutes.

    Cost: no query while remembered, else 2.
    """
    return remember(SUMMARY_KEY, lambda: _count(at - timedelta(days=SUMMARY_DAYS)), seconds=600)


def _count(since: datetime) -> Summary:
    cases = Case.objects.filter(closed_at__gte=since).aggregate(
        decided=Count("pk"), kept=Count("pk", filter=Q(state=Case.State.KEPT))
    )
    measures = Measure.objects.filter(taken_at__gte=since).aggregate(
        measures=Count("pk"), lifted=Count("pk", filter=Q(lifted_at__isnull=False))
    )
    return Summary(days=SUMMARY_DAYS, **cases, **measures)


def _entry(measure: Measure) -> LogEntry:
    statement = measure.statement
    return LogEntry(
        id=measure.pk,
        kind=measure.kind,
        by_operators=measure.authority == Measure.Authority.OPERATOR,
        ground="rule" if statement.rule_text else "law",
        rule_position=statement.rule.position if statement.rule is not None else None,
        rule_text=statement.rule_text,
        legal_ground=statement.legal_ground,
        reported=statement.source == statement.Source.REPORT,
        taken_at=measure.taken_at,
        lifted_at=measure.lifted_at,
    )
