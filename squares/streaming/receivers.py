"""Hears what happened and tells open pages, by ids only."""

from commons.events import listen
from squares.notifications.events import MemberTold
from squares.posts.events import PostBoosted, PostDeleted, PostHidden, PostPublished
from squares.posts.models.post import Visibility
from squares.posts.queries import visibility_of
from squares.relationships.events import (
    Blocked,
    FollowAccepted,
    Followed,
    FollowEnded,
    Muted,
    Unblocked,
    Unmuted,
)
from squares.streaming.hub import Event
from squares.streaming.sender import send

_TIES = (Followed, FollowAccepted, FollowEnded, Blocked, Unblocked, Muted, Unmuted)


@listen(PostPublished)
def tell_post(fact: PostPublished) -> None:
    """Tell followers of a new post, and everyone of a public one."""
    visibility = visibility_of(fact.post_id)
    if visibility in {Visibility.PUBLIC, Visibility.UNLISTED, Visibility.FOLLOWERS}:
        public = visibility == Visibility.PUBLIC and fact.in_reply_to_author_id is None
        send(Event("post", post=fact.post_id, author=fact.author_id, public=public))


@listen(PostBoosted)
def tell_boost(fact: PostBoosted) -> None:
    """Tell the followers of whoever boosts."""
    send(Event("post", post=fact.boost_id, author=fact.by_id))


@listen(PostDeleted)
def tell_deleted(fact: PostDeleted) -> None:
    """Let open pages drop a post that its author took back."""
    send(Event("gone", post=fact.post_id))


@listen(PostHidden)
def tell_hidden(fact: PostHidden) -> None:
    """Let open pages drop a post that a measure hid."""
    send(Event("gone", post=fact.post_id))


@listen(MemberTold)
def tell_member(fact: MemberTold) -> None:
    """Let a member's open pages show that something is unread."""
    send(Event("told", member=fact.member_id))


def tell_ties(fact: Followed) -> None:
    """Have a member's streams opened anew: whom they hear has changed."""
    send(Event("ties", member=fact.source_id))


for _kind in _TIES:
    listen(_kind)(tell_ties)  # type: ignore[arg-type]  # all of them name a source
