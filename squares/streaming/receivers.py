"""Hears what happened, in whatever process, and sends it on by ids only.

What is read, decided and written for whom is left to the streaming programs: an act costs one
message, whoever listens.
"""

from collections.abc import Callable, Mapping

from commons.events import Fact, listen_at_once
from squares.charter.events import (
    AnnouncementChanged,
    AnnouncementPublished,
    AnnouncementReacted,
    AnnouncementWithdrawn,
)
from squares.clients.events import TokensRevoked
from squares.members.events import MemberLeft, MemberStateChanged, RoleChanged
from squares.notifications.events import MemberTold, RequestsMerged
from squares.posts.events import (
    PollEnded,
    PostBoosted,
    PostDeleted,
    PostEdited,
    PostHidden,
    PostPublished,
    PostUnboosted,
    QuoteRevoked,
    TagsFollowed,
    ThreadMuted,
)
from squares.relationships.events import (
    Blocked,
    FollowChanged,
    Followed,
    FollowEnded,
    ListsChanged,
    Muted,
    Unblocked,
    Unmuted,
)
from squares.streaming.messages import Message
from squares.streaming.sender import send
from squares.timelines.events import FiltersChanged
from tenants.errors import SquareNotFound
from tenants.events import SquareStateChanged
from tenants.models.square import Square
from tenants.queries import square_by_id


@listen_at_once(PostPublished)
def tell_post(fact: PostPublished) -> None:
    """A post is there."""
    send(Message("post", post=fact.post_id))


@listen_at_once(PostBoosted)
def tell_boost(fact: PostBoosted) -> None:
    """A post was passed on."""
    send(Message("post", post=fact.boost_id))


def tell_edited(fact: PostEdited | PollEnded | QuoteRevoked) -> None:
    """A post reads differently, its poll is over, or what it quotes is no longer shown."""
    send(Message("edited", post=fact.post_id))


@listen_at_once(PostDeleted)
def tell_deleted(fact: PostDeleted) -> None:
    """A post was taken back, and its boosts with it."""
    send(Message("gone", post=fact.post_id, ids=tuple(fact.boost_ids)))


@listen_at_once(PostUnboosted)
def tell_unboosted(fact: PostUnboosted) -> None:
    """A post is no longer passed on by somebody."""
    send(Message("gone", post=fact.boost_id))


@listen_at_once(PostHidden)
def tell_hidden(fact: PostHidden) -> None:
    """A measure hid a post."""
    send(Message("gone", post=fact.post_id))


@listen_at_once(MemberTold)
def tell_member(fact: MemberTold) -> None:
    """A member has something new to read."""
    send(Message("told", member=fact.member_id, about=fact.notification_id))


@listen_at_once(RequestsMerged)
def tell_merged(fact: RequestsMerged) -> None:
    """What waited for a member stands among their notifications."""
    send(Message("merged", member=fact.member_id))


@listen_at_once(FiltersChanged)
def tell_filters(fact: FiltersChanged) -> None:
    """A member filters otherwise."""
    send(Message("ties", ids=(fact.member_id,)))
    send(Message("filters", member=fact.member_id))


@listen_at_once(TokensRevoked)
def tell_tokens(fact: TokensRevoked) -> None:
    """What is open by these tokens must end."""
    send(Message("tokens", ids=tuple(fact.token_ids)))


def tell_announced(fact: AnnouncementPublished | AnnouncementChanged) -> None:
    """Something is announced, or reads differently."""
    send(Message("announced", about=fact.announcement_id))


@listen_at_once(AnnouncementReacted)
def tell_reaction(fact: AnnouncementReacted) -> None:
    """Somebody answered an announcement with an emoji."""
    about, name, count = fact.announcement_id, fact.name, fact.count
    send(Message("reacted", about=about, name=name, count=count))


@listen_at_once(AnnouncementWithdrawn)
def tell_withdrawn(fact: AnnouncementWithdrawn) -> None:
    """An announcement is no longer shown."""
    send(Message("withdrawn", about=fact.announcement_id))


@listen_at_once(SquareStateChanged)
def tell_closed(fact: SquareStateChanged) -> None:
    """A square that answers no more lets everybody go."""
    if fact.after not in {Square.State.SUSPENDED, Square.State.CLOSED}:
        return
    try:
        square = square_by_id(fact.square_id)
    except SquareNotFound:
        return
    send(Message("closed"), schema=square.schema_name)


def _both(fact: Blocked | Unblocked) -> tuple[int, ...]:
    return (fact.source_id, fact.target_id)


def _source(fact: Followed | FollowChanged | FollowEnded | Muted | Unmuted) -> tuple[int, ...]:
    return (fact.source_id,)


def _owner(fact: ListsChanged) -> tuple[int, ...]:
    return (fact.owner_id,)


def _member(
    fact: TagsFollowed | ThreadMuted | MemberStateChanged | RoleChanged | MemberLeft,
) -> tuple[int, ...]:
    return (fact.member_id,)


# Whose ties are to be read anew after what.
_TIES: Mapping[type[Fact], Callable[..., tuple[int, ...]]] = {
    Blocked: _both,
    Unblocked: _both,
    Followed: _source,
    FollowChanged: _source,
    FollowEnded: _source,
    Muted: _source,
    Unmuted: _source,
    ListsChanged: _owner,
    TagsFollowed: _member,
    ThreadMuted: _member,
    MemberStateChanged: _member,
    RoleChanged: _member,
    MemberLeft: _member,
}


def tell_ties(fact: Fact) -> None:
    """What members read has changed."""
    send(Message("ties", ids=_TIES[type(fact)](fact)))


for _kind in _TIES:
    listen_at_once(_kind)(tell_ties)
for _edited in (PostEdited, PollEnded, QuoteRevoked):
    listen_at_once(_edited)(tell_edited)  # type: ignore[arg-type]  # all of them name a post
for _announced in (AnnouncementPublished, AnnouncementChanged):
    listen_at_once(_announced)(tell_announced)  # type: ignore[arg-type]  # likewise
