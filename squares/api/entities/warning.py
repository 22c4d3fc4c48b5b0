"""A measure upon a member, as far as apps have words for it.

Source: https://docs.joinmastodon.org/entities/AccountWarning/
"""

import msgspec

from squares.api.entities.account import Account
from squares.api.entities.kinds import Id, Moment, moment
from squares.moderation.models.measure import Measure
from squares.moderation.queries.statements import StatementCard

# A hidden post comes back when the measure ends; to an app it is gone.
_ACTIONS = {
    Measure.Kind.HIDE_POST: "delete_statuses",
    Measure.Kind.SILENCE_MEMBER: "silence",
    Measure.Kind.SUSPEND_MEMBER: "suspend",
}


class AccountWarning(msgspec.Struct, kw_only=True):
    """What was restricted and why.  Objections are made on our pages, where they have a form."""

    id: Id
    action: str
    text: str
    status_ids: list[Id] | None
    target_account: Account
    appeal: None
    created_at: Moment


def warning_of(statement: StatementCard, account: Account) -> AccountWarning:
    """Return a statement of reasons to the member it is addressed to.  Cost: none."""
    ground = statement.rule_text or statement.legal_ground
    return AccountWarning(
        id=str(statement.id),
        action=_ACTIONS[Measure.Kind(statement.kind)],
        text=f"{ground}\n\n{statement.facts}",
        status_ids=[str(statement.post_id)] if statement.post_id is not None else None,
        target_account=account,
        appeal=None,
        created_at=moment(statement.stated_at),
    )
