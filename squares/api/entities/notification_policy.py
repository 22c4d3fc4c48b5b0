"""How a member receives news of people they do not know, and what waits for them.

Source: https://docs.joinmastodon.org/entities/NotificationPolicy/
"""

from collections.abc import Sequence

import msgspec

from squares.api.entities.account import Account, account_of
from squares.api.entities.kinds import Id, Moment, moment
from squares.api.entities.reader import Reader
from squares.api.entities.status import StatusJson, statuses_by_id
from squares.members.models import Member
from squares.notifications.queries.requests import Request, Waiting
from squares.notifications.rules import Policy
from squares.posts.cards.reading import cards_for


class Summary(msgspec.Struct, kw_only=True):
    """How much waits."""

    pending_requests_count: int
    pending_notifications_count: int


class NotificationPolicy(msgspec.Struct, kw_only=True):
    """Each is "accept", "filter" or "drop"."""

    for_not_following: str
    for_not_followers: str
    for_new_accounts: str
    for_private_mentions: str
    for_limited_accounts: str
    summary: Summary


class NotificationRequest(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What waits of one person; its id is theirs.  notifications_count: decimal text.

    Source: https://docs.joinmastodon.org/entities/NotificationRequest/
    """

    id: Id
    created_at: Moment
    updated_at: Moment
    notifications_count: str
    account: Account
    last_status: StatusJson | None = None


def policy_of(policy: Policy, waiting: Waiting) -> NotificationPolicy:
    """Return a member's policy."""
    return NotificationPolicy(
        for_not_following=policy.not_following,
        for_not_followers=policy.not_followers,
        for_new_accounts=policy.new_accounts,
        for_private_mentions=policy.private_mentions,
        for_limited_accounts=policy.limited_accounts,
        summary=Summary(
            pending_requests_count=waiting.requests,
            pending_notifications_count=waiting.notifications,
        ),
    )


def requests_of(
    rows: Sequence[Request], *, viewer: Member, reader: Reader
) -> list[NotificationRequest]:
    """Return what waits, by person.  Cost: 4 queries."""
    cards = cards_for([row.post.pk for row in rows if row.post], viewer)
    statuses = statuses_by_id(cards, reader)
    return [
        NotificationRequest(
            id=str(row.actor.pk),
            created_at=moment(row.first_at),
            updated_at=moment(row.last_at),
            notifications_count=str(row.count),
            account=account_of(row.actor, reader),
            last_status=statuses.get(row.post.pk) if row.post else None,
        )
        for row in rows
    ]
