"""Posts as pages and apps show them: everything prepared, so that templates ask nothing."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from msgspec import Struct

from squares.media.cards import MediaCard
from squares.members.cards import MemberCard
from squares.posts.cards.parts import AppName, Named, PollCard, TagName
from squares.posts.models.post import Visibility
from squares.posts.rules import OPEN_TO_ALL, QuoteView


class QuoteCard(Struct, frozen=True):
    """What a post quotes, as far as the reader may meet it.

    post: None unless state is "accepted" or "muted_account", and in a post that is itself quoted.
    """

    state: QuoteView
    post_id: int | None
    post: "PostCard | None"


class PostCard(Struct, frozen=True, weakref=True):
    """A post as one reader meets it, perhaps by way of somebody's boost.

    id, url: of what was said.  entry_id, entry_visibility: of the row in the timeline, a boost's
    own.  html: rendered and sanitised when it was written.  direction: "ltr", "rtl", or "auto".
    reply_refusal: why the reader may not answer, "" where they may.
    filtered_by: the filter of the reader's own behind which it is shown, "" for none.
    opened: whether the reader likes to see what stands behind warnings.
    """

    id: int
    entry_id: int
    entry_visibility: str
    url: str
    author: MemberCard
    html: SafeString
    text: str
    warning: str
    sensitive: bool
    language: str
    direction: str
    visibility: str
    visibility_icon: str
    reply_control: str
    published_at: datetime
    edited_at: datetime | None
    in_reply_to: tuple[str, str] | None
    in_reply_to_id: int | None
    in_reply_to_author: Named | None
    thread_id: int
    thread_muted: bool
    boosted_by: MemberCard | None
    boosted_at: datetime | None
    media: tuple[MediaCard, ...]
    poll: PollCard | None
    quote: QuoteCard | None
    quote_policy: str
    mentions: tuple[Named, ...]
    tags: tuple[TagName, ...]
    application: AppName | None
    replies: int
    boosts: int
    favourites: int
    quotes: int
    favourited: bool
    boosted: bool
    bookmarked: bool
    pinned: bool
    own: bool
    may_reply: bool
    may_boost: bool
    may_quote: bool
    may_edit: bool
    hidden: bool
    reply_refusal: str | Promise
    filtered_by: str = ""
    opened: bool = False

    @property
    def may_not_boost(self) -> bool:
        """Whether the boost button is shown as not for this post; taking back always works."""
        return not self.may_boost and not self.boosted

    @property
    def visibility_label(self) -> str:
        """Who may read it, in words."""
        return str(Visibility(self.visibility).label)

    @property
    def is_open(self) -> bool:
        """Whether anyone at all may read it, so that search engines and previews may too."""
        return self.visibility in OPEN_TO_ALL and not self.hidden
