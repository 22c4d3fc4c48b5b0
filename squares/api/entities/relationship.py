"""How the member who asks stands to another.

Source: https://docs.joinmastodon.org/entities/Relationship/
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from squares.api.entities.account import Account
from squares.api.entities.kinds import Id, Moment, moment_or_none
from squares.members.models import Member
from squares.relationships import queries
from squares.relationships.queries import Relationship as Tie


class Relationship(msgspec.Struct, kw_only=True):
    """Everything between two members, as one of them may know it."""

    id: Id
    following: bool
    showing_reblogs: bool
    notifying: bool
    languages: list[str] | None
    followed_by: bool
    blocking: bool
    blocked_by: bool
    muting: bool
    muting_notifications: bool
    muting_expires_at: Moment | None
    requested: bool
    requested_by: bool
    domain_blocking: bool
    endorsed: bool
    note: str


class FamiliarFollowers(msgspec.Struct, kw_only=True):
    """Who among those one follows follows somebody.

    Source: https://docs.joinmastodon.org/entities/FamiliarFollowers/
    """

    id: Id
    accounts: list[Account]


def relationships_of(ids: Sequence[int], *, viewer: Member, at: datetime) -> list[Relationship]:
    """Return how a member stands to others, in the order of their numbers.  Cost: 1 query."""
    ties = queries.relationships(viewer=viewer, ids=ids, at=at)
    return [_relationship(ties[number]) for number in dict.fromkeys(ids)]


def relationship_of(target_id: int, *, viewer: Member, at: datetime) -> Relationship:
    """Return how a member stands to another now.  Cost: 1 query."""
    return relationships_of([target_id], viewer=viewer, at=at)[0]


def _relationship(tie: Tie) -> Relationship:
    return Relationship(
        id=str(tie.member_id),
        following=tie.following,
        showing_reblogs=tie.shows_boosts,
        notifying=tie.notifying,
        languages=list(tie.languages) or None,
        followed_by=tie.followed_by,
        blocking=tie.blocking,
        blocked_by=tie.blocked_by,
        muting=tie.muting,
        muting_notifications=tie.muting_notifications,
        muting_expires_at=moment_or_none(tie.muting_until),
        requested=tie.requested,
        requested_by=tie.requested_by,
        domain_blocking=False,
        endorsed=tie.endorsed,
        note=tie.note,
    )
