"""What moderators are told of a case that somebody's report opened."""

from collections.abc import Collection
from dataclasses import dataclass

from squares.moderation.models.report import Report


@dataclass(frozen=True)
class FirstReport:
    """The report that opened a case."""

    report_id: int
    reporter_id: int
    member_id: int
    post_id: int | None


def first_report(case_id: int) -> FirstReport | None:
    """Return the report that opened a case, None for one that moderators opened.  Cost: 1 query."""
    report = Report.objects.filter(case_id=case_id).select_related("case").order_by("id").first()
    if report is None:
        return None
    return FirstReport(
        report_id=report.pk,
        reporter_id=report.reporter_id,
        member_id=report.case.member_id,
        post_id=report.case.post_id,
    )


def first_reports(case_ids: Collection[int]) -> dict[int, Report]:
    """Return the report that opened each case, with the case and whom it is about, by case.

    Whoever asks has checked that it is for a moderator.  Cost: 1 query, none without cases.
    """
    if not case_ids:
        return {}
    rows = Report.objects.filter(case_id__in=case_ids).select_related("case__member")
    return {row.case_id: row for row in rows.order_by("case_id", "id").distinct("case_id")}
