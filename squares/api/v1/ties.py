"""How members stand to each other: follows, blocks, mutes, notes, recommendations.

Source: https://docs.joinmastodon.org/methods/accounts/#account-actions
"""

import msgspec

from commons.ids import is_id
from squares.api.answers import Paged, PageParams
from squares.api.call import Call
from squares.api.endpoint import endpoint
from squares.api.entities.account import (
    Account,
    MutedAccount,
    account_of,
    accounts_of,
    muted_of,
)
from squares.api.entities.relationship import (
    FamiliarFollowers,
    Relationship,
    relationship_of,
    relationships_of,
)
from squares.api.moments import after
from squares.members.errors import MemberNotFound
from squares.members.models import Member
from squares.members.queries import member_by_id, members_by_ids, profiles_by_ids
from squares.relationships import queries
from squares.relationships.actions import apart, stances
from squares.relationships.actions import follow as ties
from squares.relationships.discovery import endorsed_by, in_common

ACCOUNTS, MOST_ACCOUNTS = 40, 80


class FollowParams(msgspec.Struct, kw_only=True):
    """How the member wants to be told of whom they follow; what is not sent stays."""

    reblogs: bool | None = None
    notify: bool | None = None
    languages: list[str] | None = None


class MuteParams(msgspec.Struct, kw_only=True):
    """How far a mute reaches; duration: seconds, 0 for good."""

    notifications: bool = True
    duration: int = 0


class NoteParams(msgspec.Struct, kw_only=True):
    """What the member writes down for themself."""

    comment: str = ""


class ManyParams(msgspec.Struct, kw_only=True):
    """Which accounts are asked about."""

    ids: list[int] = msgspec.field(default_factory=list, name="id")
    with_suspended: bool = False


@endpoint("GET /api/v1/accounts/relationships", scope="read:follows")
def relationships(call: Call, params: ManyParams) -> list[Relationship]:
    """Tell how the member stands to others; those who are not here are left out.

    Cost: 2 statements.
    """
    known = (profiles_by_ids if params.with_suspended else members_by_ids)(_ids(params))
    ids = [number for number in params.ids if number in known]
    return relationships_of(ids, viewer=call.by, at=call.at)


@endpoint("GET /api/v1/accounts/familiar_followers", scope="read:follows")
def familiar_followers(call: Call, params: ManyParams) -> list[FamiliarFollowers]:
    """Tell who among those the member follows follows others.  Cost: 3 statements."""
    known = members_by_ids(_ids(params))
    ids = [number for number in dict.fromkeys(params.ids) if number in known]
    people = in_common(viewer=call.by, ids=ids)
    return [
        FamiliarFollowers(id=str(number), accounts=accounts_of(people[number], call.reader))
        for number in ids
    ]


@endpoint("GET /api/v1/accounts/:account_id/followers", scope="read:accounts", access="anyone")
def followers(call: Call, account_id: int, params: PageParams) -> Paged[Account]:
    """List who follows a member, unless they keep that to themself.  Cost: 3 statements."""
    member = member_by_id(member_id=account_id, viewer=call.viewer)
    window = params.window(default=ACCOUNTS, most=MOST_ACCOUNTS)
    page = queries.followers(member, viewer=call.viewer, window=window)
    return Paged.of(accounts_of([tie.source for tie in page.items], call.reader), page)


@endpoint("GET /api/v1/accounts/:account_id/following", scope="read:accounts", access="anyone")
def following(call: Call, account_id: int, params: PageParams) -> Paged[Account]:
    """List whom a member follows, unless they keep that to themself.  Cost: 3 statements."""
    member = member_by_id(member_id=account_id, viewer=call.viewer)
    window = params.window(default=ACCOUNTS, most=MOST_ACCOUNTS)
    page = queries.following(member, viewer=call.viewer, window=window)
    return Paged.of(accounts_of([tie.target for tie in page.items], call.reader), page)


@endpoint("POST /api/v1/accounts/:account_id/follow", scope="write:follows")
def follow(call: Call, account_id: int, params: FollowParams) -> Relationship:
    """Follow a member, ask to, or change how one wants to be told of them."""
    if account_id == call.by.pk:  # as Mastodon answers it
        raise MemberNotFound
    ties.follow(
        by=call.by,
        target=_target(call, account_id),
        shows_boosts=params.reblogs,
        notifies=params.notify,
        languages=params.languages,
        at=call.at,
    )
    return _now(call, account_id)


@endpoint("POST /api/v1/accounts/:account_id/unfollow", scope="write:follows")
def unfollow(call: Call, account_id: int) -> Relationship:
    """Follow a member no longer, or withdraw the request."""
    ties.unfollow(by=call.by, target=_target(call, account_id, parting=True), at=call.at)
    return _now(call, account_id)


@endpoint("POST /api/v1/accounts/:account_id/remove_from_followers", scope="write:follows")
def remove_from_followers(call: Call, account_id: int) -> Relationship:
    """Be followed by a member no longer."""
    ties.remove_follower(by=call.by, follower=_target(call, account_id, parting=True), at=call.at)
    return _now(call, account_id)


@endpoint("POST /api/v1/accounts/:account_id/block", scope="write:blocks")
def block(call: Call, account_id: int) -> Relationship:
    """Have no contact with a member."""
    apart.block(by=call.by, target=_target(call, account_id), at=call.at)
    return _now(call, account_id)


@endpoint("POST /api/v1/accounts/:account_id/unblock", scope="write:blocks")
def unblock(call: Call, account_id: int) -> Relationship:
    """End a block."""
    apart.unblock(by=call.by, target=_target(call, account_id, parting=True), at=call.at)
    return _now(call, account_id)


@endpoint("POST /api/v1/accounts/:account_id/mute", scope="write:mutes")
def mute(call: Call, account_id: int, params: MuteParams) -> Relationship:
    """Do not read a member, for good or for a while."""
    until = after(call.at, params.duration) if params.duration > 0 else None
    apart.mute(
        by=call.by,
        target=_target(call, account_id),
        notifications=params.notifications,
        until=until,
        at=call.at,
    )
    return _now(call, account_id)


@endpoint("POST /api/v1/accounts/:account_id/unmute", scope="write:mutes")
def unmute(call: Call, account_id: int) -> Relationship:
    """Read a member again."""
    apart.unmute(by=call.by, target=_target(call, account_id, parting=True), at=call.at)
    return _now(call, account_id)


@endpoint("POST /api/v1/accounts/:account_id/endorse", scope="write:accounts")
@endpoint("POST /api/v1/accounts/:account_id/pin", scope="write:accounts", deprecated=True)
def endorse(call: Call, account_id: int) -> Relationship:
    """Recommend a member, whom one follows, on one's own page."""
    stances.endorse(by=call.by, target=_target(call, account_id), at=call.at)
    return _now(call, account_id)


@endpoint("POST /api/v1/accounts/:account_id/unendorse", scope="write:accounts")
@endpoint("POST /api/v1/accounts/:account_id/unpin", scope="write:accounts", deprecated=True)
def unendorse(call: Call, account_id: int) -> Relationship:
    """Recommend a member no longer."""
    stances.unendorse(by=call.by, target=_target(call, account_id, parting=True), at=call.at)
    return _now(call, account_id)


@endpoint("POST /api/v1/accounts/:account_id/note", scope="write:accounts")
def note(call: Call, account_id: int, params: NoteParams) -> Relationship:
    """Write something down about a member, for nobody else."""
    target = _target(call, account_id)
    stances.take_note(by=call.by, target=target, note=params.comment, at=call.at)
    return _now(call, account_id)


@endpoint("GET /api/v1/accounts/:account_id/endorsements", scope="read:accounts", access="anyone")
def endorsements_of(call: Call, account_id: int, params: PageParams) -> Paged[Account]:
    """List whom a member recommends.  Cost: 2 statements."""
    return _endorsed(call, member_by_id(member_id=account_id, viewer=call.viewer), params)


@endpoint("GET /api/v1/endorsements", scope="read:accounts")
def endorsements(call: Call, params: PageParams) -> Paged[Account]:
    """List whom the member recommends.  Cost: 1 statement."""
    return _endorsed(call, call.by, params)


@endpoint("GET /api/v1/blocks", scope="read:blocks")
def blocks(call: Call, params: PageParams) -> Paged[Account]:
    """List whom the member blocks, the latest first.  Cost: 1 statement."""
    window = params.window(default=ACCOUNTS, most=MOST_ACCOUNTS)
    page = queries.blocks_of(call.by, window=window)
    return Paged.of(accounts_of([tie.target for tie in page.items], call.reader), page)


@endpoint("GET /api/v1/mutes", scope="read:mutes")
def mutes(call: Call, params: PageParams) -> Paged[MutedAccount]:
    """List whom the member mutes, the latest first, and until when.  Cost: 1 statement."""
    window = params.window(default=ACCOUNTS, most=MOST_ACCOUNTS)
    page = queries.mutes_of(call.by, at=call.at, window=window)
    return Paged.of([muted_of(tie.target, tie.until, call.reader) for tie in page.items], page)


@endpoint("GET /api/v1/follow_requests", scope="read:follows")
def follow_requests(call: Call, params: PageParams) -> Paged[Account]:
    """List who asks to follow the member, the latest first.  Cost: 1 statement."""
    window = params.window(default=ACCOUNTS, most=MOST_ACCOUNTS)
    page = queries.requests_to(call.by, window=window)
    return Paged.of(accounts_of([tie.source for tie in page.items], call.reader), page)


@endpoint("POST /api/v1/follow_requests/:account_id/authorize", scope="write:follows")
def authorize(call: Call, account_id: int) -> Relationship:
    """Let somebody follow the member."""
    ties.accept_request(by=call.by, source_id=account_id, at=call.at)
    return _now(call, account_id)


@endpoint("POST /api/v1/follow_requests/:account_id/reject", scope="write:follows")
def reject(call: Call, account_id: int) -> Relationship:
    """Do not let somebody follow the member."""
    ties.refuse_request(by=call.by, source_id=account_id, at=call.at)
    return _now(call, account_id)


def _endorsed(call: Call, member: Member, params: PageParams) -> Paged[Account]:
    window = params.window(default=ACCOUNTS, most=MOST_ACCOUNTS)
    page = endorsed_by(member, viewer=call.viewer, window=window)
    return Paged.of([account_of(one, call.reader) for one in page.items], page)


def _ids(params: ManyParams) -> list[int]:
    return [number for number in params.ids if is_id(number)]


def _target(call: Call, account_id: int, *, parting: bool = False) -> Member:
    return member_by_id(member_id=account_id, viewer=call.by, parting=parting)


def _now(call: Call, account_id: int) -> Relationship:
    return relationship_of(account_id, viewer=call.by, at=call.at)
