"""Single reports with the case each belongs to, as programs of moderators list them."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from commons.pages import Page, Window, read
from squares.members.models import Member
from squares.members.rules import refuse_unless_moderator
from squares.moderation.errors import ReportNotFound
from squares.moderation.models.case import Case, CaseNote
from squares.moderation.models.measure import Measure
from squares.moderation.models.report import Report

_DECISIONS = (
    CaseNote.Act.HID,
    CaseNote.Act.SILENCED,
    CaseNote.Act.SUSPENDED,
    CaseNote.Act.KEPT,
)


@dataclass(frozen=True)
class Decided:
    """A report with its case, and who decided it; None while it waits, or for the operators."""

    report: Report
    by: Member | None


def reported(
    *,
    viewer: Member,
    resolved: bool | None,
    window: Window,
    by: int | None = None,
    about: int | None = None,
) -> Page[Decided]:
    """Return a page of reports, newest first; none about the viewer.

    resolved: whether their cases are closed; None for both.  by, about: numbers of members.
    Raises: NotYours, for whoever does not moderate.  Cost: 2 queries.
    """
    rows = _rows(viewer)
    if resolved is not None:
        rows = rows.filter(case__closed_at__isnull=not resolved)
    if by is not None:
        rows = rows.filter(reporter_id=by)
    if about is not None:
        rows = rows.filter(case__member_id=about)
    page = read(rows, window, key=lambda report: report.pk)
    deciders = _deciders({report.case_id for report in page.items})
    items = [Decided(report, deciders.get(report.case_id)) for report in page.items]
    return Page(items, page.older, page.newest)


def find_reported(*, viewer: Member, report_id: int) -> Decided:
    """Return one report.

    Raises: NotYours, for whoever does not moderate; ReportNotFound, also for one about the viewer.
    Cost: 2 queries.
    """
    report = _rows(viewer).filter(pk=report_id).first()
    if report is None:
        raise ReportNotFound
    return Decided(report, _deciders({report.case_id}).get(report.case_id))


def measures_upon(*, viewer: Member, member_id: int, kind: Measure.Kind) -> list[int]:
    """Return the numbers of the measures of one kind that hold a member now.

    Raises: NotYours, for whoever does not moderate.  Cost: 1 query.
    """
    refuse_unless_moderator(viewer)
    rows = Measure.objects.filter(member_id=member_id, kind=kind, lifted_at=None)
    return list(rows.order_by("id").values_list("pk", flat=True))


def _rows(viewer: Member) -> QuerySet[Report]:
    refuse_unless_moderator(viewer)
    return Report.objects.filter(~Q(case__member=viewer)).select_related(
        "reporter", "rule", "case__member", "case__assigned_to"
    )


def _deciders(case_ids: Collection[int]) -> dict[int, Member]:
    notes = CaseNote.objects.filter(
        case_id__in=case_ids, action__in=_DECISIONS, author__isnull=False
    ).exclude(case__state__in=Case.LIVE)
    return {
        note.case_id: note.author
        for note in notes.select_related("author").order_by("id")
        if note.author is not None
    }
