"""Posts as pages show them: everything prepared, two statements however many there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.safestring import SafeString

from squares.media.cards import MediaCard, media_card
from squares.media.models import MediaAttachment
from squares.members.cards import MemberCard, card_from
from squares.members.models import SHOWN_STATES, Member
from squares.posts.card_parts import (
    AppName,
    Named,
    PollCard,
    PollRow,
    TagName,
    direction_of,
    poll_card,
    post_url,
)
from squares.posts.card_rows import Row, pictures_of, rows_of
from squares.posts.models.post import Visibility
from squares.posts.rules import (
    OPEN_TO_ALL,
    Place,
    QuoteView,
    Tie,
    may_boost,
    may_edit,
    may_quote,
    may_see,
    quote_view,
    reason_not_to_reply,
)

ICONS = {"public": "globe", "unlisted": "moon", "followers": "lock", "mentioned": "at-sign"}
# Who was named may read a post whatever its visibility, and is nothing else to it.
_ANYONE_WHO_MAY = Tie(member=True, mentioned=True)


@dataclass(frozen=True)
class QuoteCard:
    """What a post quotes, as far as the reader may meet it.

    post: None unless state is "accepted" or "muted_account", and in a post that is itself quoted.
    """

    state: QuoteView
    post_id: int | None
    post: "PostCard | None"


@dataclass(frozen=True)
class PostCard:
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


def cards_for(ids: Sequence[int], viewer: Member | None) -> list[PostCard]:
    """Return the cards of posts and boosts, in the order given; what may not be seen is left out.

    Cost: 2 queries, none for no ids.
    """
    if not ids:
        return []
    rows = rows_of(ids, viewer)
    seen = [row for i in ids if (row := rows.get(i)) and _reaches(row, viewer)]
    return _made(seen, rows, viewer)


def cards_to_tell(ids: Sequence[int]) -> list[PostCard]:
    """Return posts and boosts as somebody reads them who may, and who is nothing else to them.

    For telling many readers at once; who they are and what they made of it is added for each.
    What is hidden or deleted, or whose authors cannot be met, is left out.
    Cost: 2 queries, none for no ids.
    """
    if not ids:
        return []
    rows = rows_of(ids, None)
    seen = [row for i in ids if (row := rows.get(i)) and _stands_for_many(row)]
    return _made(seen, rows, None, told=True)


def _made(
    seen: Sequence[Row], rows: Mapping[int, Row], viewer: Member | None, *, told: bool = False
) -> list[PostCard]:
    quoted = {row.quote_of for row in seen if row.quote_of is not None}
    media = pictures_of({row.id for row in seen} | quoted)
    maker = _Maker(viewer, rows, media, told)
    return [maker.card(row) for row in seen]


def _stands_for_many(row: Row) -> bool:
    people = [row.author] if row.boost_of is None else [row.author, row.booster]
    return row.hidden_at is None and all(member[-1] in SHOWN_STATES for member in people)


def _reaches(row: Row, viewer: Member | None) -> bool:
    """Tell whether the viewer may see a post, by the way it comes to them."""
    place, tie = _stands(row, viewer)
    if row.boost_of is None:
        return may_see(place, tie)
    if place.hidden or row.booster_blocked or row.booster[-1] not in SHOWN_STATES:
        return False
    by_viewer = viewer is not None and row.booster[0] == viewer.pk
    open_to_all = row.entry_visibility in OPEN_TO_ALL
    return (open_to_all or by_viewer or row.booster_followed) and may_see(place, tie)


def _stands(row: Row, viewer: Member | None) -> tuple[Place, Tie]:
    """Return what the rules want to know."""
    place = Place(
        visibility=row.visibility,
        reply_control=row.reply_control,
        quote_policy=row.quote_policy,
        hidden=row.hidden_at is not None,
        deleted=row.deleted_at is not None,
        shown=row.author[-1] in SHOWN_STATES,
    )
    tie = Tie(
        member=viewer is not None,
        own=viewer is not None and row.author[0] == viewer.pk,
        follows=row.follows,
        mentioned=row.mentioned,
        blocked=row.blocked,
        moderator=viewer is not None and viewer.is_moderator,
    )
    return place, tie


@dataclass(frozen=True)
class _Maker:
    """Makes cards of rows that were fetched together; media are by the post's id.

    told: for many who may read them, and not for one viewer.
    """

    viewer: Member | None
    rows: Mapping[int, Row]
    media: Mapping[int, Sequence[MediaAttachment]]
    told: bool

    def card(self, row: Row, *, nested: bool = False) -> PostCard:
        """Return the card of a post; one that stands inside another shows no quoted post."""
        place, tie = self._stands(row)
        author = card_from(*row.author)
        refusal = reason_not_to_reply(place, tie) or ""
        return PostCard(
            id=row.id,
            entry_id=row.entry_id,
            entry_visibility=row.entry_visibility,
            url=post_url(author.handle, row.id),
            author=author,
            html=SafeString(row.html),
            text=row.text,
            warning=row.warning,
            sensitive=row.sensitive,
            language=row.language,
            direction=direction_of(row.language),
            visibility=row.visibility,
            visibility_icon=ICONS[row.visibility],
            reply_control=row.reply_control,
            published_at=row.published_at,
            edited_at=row.edited_at,
            in_reply_to=_answered(row),
            in_reply_to_id=row.in_reply_to,
            in_reply_to_author=_answered_author(row),
            thread_id=row.thread_id or row.id,
            thread_muted=row.thread_muted,
            boosted_by=card_from(*row.booster) if row.boost_of is not None else None,
            boosted_at=row.entry_at if row.boost_of is not None else None,
            media=tuple(media_card(m, sensitive=row.sensitive) for m in self.media.get(row.id, ())),
            poll=_poll(row, tie),
            quote=self._quote(row, nested=nested),
            quote_policy=row.quote_policy,
            mentions=tuple(Named(*pair) for pair in row.mentions or ()),
            tags=tuple(TagName(*pair) for pair in row.tags or ()),
            application=AppName(*row.application) if row.application[0] is not None else None,
            replies=row.replies,
            boosts=row.boosts,
            favourites=row.favourites,
            quotes=row.quotes,
            favourited=row.favourited,
            boosted=row.boosted,
            bookmarked=row.bookmarked,
            pinned=row.pinned_at is not None,
            own=tie.own,
            may_reply=not refusal,
            may_boost=may_boost(place, tie),
            may_quote=may_quote(place, tie),
            may_edit=may_edit(place, tie),
            hidden=place.hidden,
            reply_refusal=refusal,
        )

    def _stands(self, row: Row) -> tuple[Place, Tie]:
        place, tie = _stands(row, self.viewer)
        return place, _ANYONE_WHO_MAY if self.told else tie

    def _quote(self, row: Row, *, nested: bool) -> QuoteCard | None:
        if not row.quote_state:
            return None
        if nested:
            return QuoteCard(QuoteView(row.quote_state), row.quote_of, None)
        quoted = self.rows.get(row.quote_of or 0)
        found = self._stands(quoted) if quoted else None
        state = quote_view(row.quote_state, found, blocks=bool(quoted and quoted.blocks))
        if quoted is None or state != QuoteView.ACCEPTED:
            return QuoteCard(state, row.quote_of, None)
        if quoted.muted:
            state = QuoteView.MUTED
        return QuoteCard(state, row.quote_of, self.card(quoted, nested=True))


def _answered(row: Row) -> tuple[str, str] | None:
    if row.answered is None or row.in_reply_to is None:
        return None
    return post_url(row.answered, row.in_reply_to), row.answered


def _answered_author(row: Row) -> Named | None:
    if row.answered is None or row.answered_id is None:
        return None
    return Named(row.answered_id, row.answered)


def _poll(row: Row, tie: Tie) -> PollCard | None:
    if row.poll[0] is None:
        return None
    return poll_card(row.id, PollRow(*row.poll), own=tie.own, member=tie.member)
