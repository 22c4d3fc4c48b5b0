"""Facts this room tells."""

from dataclasses import dataclass, field
from typing import ClassVar

from commons.events import Fact


@dataclass(frozen=True)
class PostPublished(Fact):
    """A member said something."""

    durable: ClassVar[bool] = True

    post_id: int
    author_id: int
    in_reply_to_author_id: int | None
    mentioned_ids: list[int]


@dataclass(frozen=True)
class PostEdited(Fact):
    """An author changed the wording; `mentioned_ids` are those newly mentioned."""

    durable: ClassVar[bool] = True

    post_id: int
    author_id: int
    mentioned_ids: list[int]


@dataclass(frozen=True)
class PostDeleted(Fact):
    """An author took a post back, and with it went its boosts, of which the latest are named."""

    durable: ClassVar[bool] = True

    post_id: int
    author_id: int
    boost_ids: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class PostHidden(Fact):
    """A measure hid a post from everyone but its author and the moderators."""

    durable: ClassVar[bool] = True

    post_id: int
    author_id: int


@dataclass(frozen=True)
class PostUnhidden(Fact):
    """A measure ended and the post is back."""

    durable: ClassVar[bool] = True

    post_id: int
    author_id: int


@dataclass(frozen=True)
class PostBoosted(Fact):
    """A member passed a post on."""

    post_id: int
    author_id: int
    boost_id: int
    by_id: int


@dataclass(frozen=True)
class PostUnboosted(Fact):
    """A member no longer passes a post on."""

    post_id: int
    author_id: int
    boost_id: int
    by_id: int


@dataclass(frozen=True)
class PostFavourited(Fact):
    """A member likes a post."""

    post_id: int
    author_id: int
    by_id: int


@dataclass(frozen=True)
class PostUnfavourited(Fact):
    """A member no longer likes a post."""

    post_id: int
    author_id: int
    by_id: int


@dataclass(frozen=True)
class PostQuoted(Fact):
    """A member quotes a post; `post_id` is the quote, `author_id` who wrote it."""

    durable: ClassVar[bool] = True

    post_id: int
    author_id: int
    quoted_id: int
    quoted_author_id: int


@dataclass(frozen=True)
class QuoteRevoked(Fact):
    """The quoted author takes a quote back; `post_id` is the quote."""

    durable: ClassVar[bool] = True

    post_id: int
    author_id: int
    quoted_id: int


@dataclass(frozen=True)
class TagsFollowed(Fact):
    """A member reads other hashtags along than before."""

    member_id: int


@dataclass(frozen=True)
class ThreadMuted(Fact):
    """A member muted a conversation, or hears of it again."""

    member_id: int


@dataclass(frozen=True)
class PollEnded(Fact):
    """A poll is over; who voted is asked by `posts.audiences.voters_of`."""

    durable: ClassVar[bool] = True

    post_id: int
    author_id: int


@dataclass(frozen=True)
class ScheduledPostRefused(Fact):
    """A planned post could not be published and waits as a draft."""

    durable: ClassVar[bool] = True

    scheduled_id: int
    author_id: int
