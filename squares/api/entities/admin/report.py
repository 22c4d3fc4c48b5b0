"""A report as those who run the square meet it: with the case it belongs to folded in.

Source: https://docs.joinmastodon.org/entities/Admin_Report/
"""

from collections.abc import Sequence

import msgspec

from squares.api.entities.admin.account import AdminAccount, admin_account_of
from squares.api.entities.kinds import Id, Moment, moment, moment_or_none
from squares.api.entities.reader import Reader
from squares.api.entities.rule import Rule
from squares.api.entities.status import StatusJson, statuses_by_id
from squares.members.models import Member
from squares.moderation.queries.reports import Decided
from squares.posts.cards.reading import cards_for


class AdminReport(msgspec.Struct, kw_only=True):
    """One report, and where its case stands."""

    id: Id
    action_taken: bool
    action_taken_at: Moment | None
    category: str
    comment: str
    forwarded: bool
    created_at: Moment
    updated_at: Moment
    account: AdminAccount
    target_account: AdminAccount
    assigned_account: AdminAccount | None
    action_taken_by_account: AdminAccount | None
    statuses: list[StatusJson]
    rules: list[Rule]


def admin_reports_of(
    rows: Sequence[Decided], reader: Reader, *, language: str
) -> list[AdminReport]:
    """Return reports as moderators meet them, with the posts they may still see.

    Cost: 5 queries, however many.
    """
    wanted = [row.report.case.post_id for row in rows if row.report.case.post_id is not None]
    cards = cards_for(list(dict.fromkeys(wanted)), reader.viewer)
    statuses = statuses_by_id(cards, reader)

    def account(member: Member | None) -> AdminAccount | None:
        return admin_account_of(member, reader, language=language) if member is not None else None

    def report(row: Decided) -> AdminReport:
        filed, case = row.report, row.report.case
        decided_at, said = moment_or_none(case.closed_at), statuses.get(case.post_id or 0)
        return AdminReport(
            id=str(filed.pk),
            action_taken=decided_at is not None,
            action_taken_at=decided_at,
            category=filed.category,
            comment=filed.comment,
            forwarded=False,
            created_at=moment(filed.at),
            updated_at=decided_at or moment(filed.at),
            account=admin_account_of(filed.reporter, reader, language=language),
            target_account=admin_account_of(case.member, reader, language=language),
            assigned_account=account(case.assigned_to),
            action_taken_by_account=account(row.by),
            statuses=[said] if said is not None else [],
            rules=_rules(row),
        )

    return [report(row) for row in rows]


def _rules(row: Decided) -> list[Rule]:
    rule = row.report.rule
    if rule is None:
        return []
    return [Rule(id=str(rule.pk), text=rule.text, hint=rule.detail, translations={})]
