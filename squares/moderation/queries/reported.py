"""What moderators are told of a case that somebody's report opened."""

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
