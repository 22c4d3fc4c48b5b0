"""A member's report, as its author sees it.

Source: https://docs.joinmastodon.org/entities/Report/
"""

import msgspec

from squares.api.entities.account import Account, account_of
from squares.api.entities.kinds import Id, Moment, moment, moment_or_none
from squares.api.entities.reader import Reader
from squares.members.models import Member
from squares.moderation.actions.report import Reported


class Report(msgspec.Struct, kw_only=True):
    """What was reported, and whether moderators have decided."""

    id: Id
    action_taken: bool
    action_taken_at: Moment | None
    category: str
    comment: str
    forwarded: bool
    created_at: Moment
    status_ids: list[Id] | None
    rule_ids: list[Id] | None
    target_account: Account


def report_of(made: list[Reported], target: Member, reader: Reader) -> Report:
    """Return one report for all that were made together, by the first of them.  Cost: none."""
    first = made[0]
    decided = all(each.case.closed_at is not None for each in made)
    status_ids = [str(each.case.post_id) for each in made if each.case.post_id is not None]
    return Report(
        id=str(first.report.pk),
        action_taken=decided,
        action_taken_at=moment_or_none(first.case.closed_at if decided else None),
        category=first.report.category,
        comment=first.report.comment,
        forwarded=False,
        created_at=moment(first.report.at),
        status_ids=status_ids or None,
        rule_ids=[str(first.report.rule_id)] if first.report.rule_id is not None else None,
        target_account=account_of(target, reader),
    )
