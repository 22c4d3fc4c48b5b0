"""Reports, for those who run the square. What is done to one is done to its case.

Source: https://docs.joinmastodon.org/methods/admin/reports/
"""

import msgspec
from django.utils.translation import gettext as _

from squares.api.answers import Paged, PageParams
from squares.api.call import Call
from squares.api.endpoint import endpoint
from squares.api.entities.admin.report import AdminReport, admin_reports_of
from squares.api.errors import ValidationFailed
from squares.api.v1.admin.standing import moderator
from squares.moderation.actions.case import claim_case, keep_case, release_case, reopen_case
from squares.moderation.actions.report import recategorise
from squares.moderation.models.report import Report
from squares.moderation.queries.reports import find_reported, reported

REPORTS, MOST_REPORTS = 100, 200


class ReportsParams(PageParams, kw_only=True):
    """Which reports are wanted: those that wait, unless the decided ones are asked for."""

    resolved: bool = False
    account_id: int | None = None
    target_account_id: int | None = None


class ChangedReport(msgspec.Struct, kw_only=True):
    """How a report is understood."""

    category: str | None = None
    rule_ids: list[int] = []


@endpoint("GET /api/v1/admin/reports", scope="admin:read:reports")
def index(call: Call, params: ReportsParams) -> Paged[AdminReport]:
    """List reports, newest first.  Cost: 7 statements."""
    page = reported(
        viewer=moderator(call),
        resolved=params.resolved,
        by=params.account_id,
        about=params.target_account_id,
        window=params.window(default=REPORTS, most=MOST_REPORTS),
    )
    found = admin_reports_of(page.items, call.reader, language=call.square.language)
    return Paged.of(found, page)


@endpoint("GET /api/v1/admin/reports/:report_id", scope="admin:read:reports")
def show(call: Call, report_id: int) -> AdminReport:
    """Return one report."""
    return _report(call, report_id)


@endpoint("PUT /api/v1/admin/reports/:report_id", scope="admin:write:reports")
def change(call: Call, report_id: int, params: ChangedReport) -> AdminReport:
    """File a report under another category or rule."""
    by = moderator(call)
    if params.category is not None and params.category not in Report.Category.values:
        raise ValidationFailed(reason="Category is not included in the list")
    recategorise(
        by=by,
        report_id=report_id,
        category=Report.Category(params.category) if params.category else None,
        rule_id=params.rule_ids[0] if params.rule_ids else None,
        at=call.at,
    )
    return _report(call, report_id)


@endpoint("POST /api/v1/admin/reports/:report_id/assign_to_self", scope="admin:write:reports")
def assign_to_self(call: Call, report_id: int) -> AdminReport:
    """Take the case of a report."""
    claim_case(by=moderator(call), case_id=_case(call, report_id), at=call.at)
    return _report(call, report_id)


@endpoint("POST /api/v1/admin/reports/:report_id/unassign", scope="admin:write:reports")
def unassign(call: Call, report_id: int) -> AdminReport:
    """Put the case of a report back."""
    release_case(by=moderator(call), case_id=_case(call, report_id), at=call.at)
    return _report(call, report_id)


@endpoint("POST /api/v1/admin/reports/:report_id/resolve", scope="admin:write:reports")
def resolve(call: Call, report_id: int) -> AdminReport:
    """Decide that what was reported stays; harmless when it was decided before."""
    by = moderator(call)
    found = find_reported(viewer=by, report_id=report_id).report
    if found.case.is_live:
        words = _("Decided in an app, without words.")
        keep_case(by=by, case_id=found.case_id, reason=words, at=call.at)
    return _report(call, report_id)


@endpoint("POST /api/v1/admin/reports/:report_id/reopen", scope="admin:write:reports")
def reopen(call: Call, report_id: int) -> AdminReport:
    """Take up a decided case again; a measure stays until it is lifted."""
    reopen_case(by=moderator(call), case_id=_case(call, report_id), at=call.at)
    return _report(call, report_id)


def _case(call: Call, report_id: int) -> int:
    return int(find_reported(viewer=moderator(call), report_id=report_id).report.case_id)


def _report(call: Call, report_id: int) -> AdminReport:
    row = find_reported(viewer=moderator(call), report_id=report_id)
    return admin_reports_of([row], call.reader, language=call.square.language)[0]
