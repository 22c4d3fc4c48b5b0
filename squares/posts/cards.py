"""Posts as pages show them: everything prepared, two statements however many there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.safestring import SafeString

from squares.media.models import MediaAttachment
from squares.members.cards import MemberCard, card_from, url_of
from squares.members.models import SHOWN_STATES, Member
from squares.posts.card_rows import Row, pictures_of, rows_of
from squares.posts.models.post import Visibility
from squares.posts.rules import (
    OPEN_TO_ALL,
    Place,
    Tie,
    may_boost,
    may_edit,
    may_see,
    reason_not_to_reply,
)

ICONS = {"public": "globe", "unlisted": "moon", "followers": "lock", "mentioned": "at-sign"}
RIGHT_TO_LEFT = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"}
)


@dataclass(frozen=True)
class MediaCard:
    """A picture on a post."""

    id: int
    kind: str
    url: str
    preview_url: str
    alt: str
    width: int
    height: int
    blurhash: str
    sensitive: bool


@dataclass(frozen=True)
class PostCard:
    """A post as one reader meets it, perhaps by way of somebody's boost.

    id, url: of what was said.  entry_id: of the row in the timeline, a boost's own.
    html: rendered and sanitised when it was written.  direction: "ltr", "rtl", or "auto".
    reply_refusal: why the reader may not answer, "" where they may.
    """

    id: int
    entry_id: int
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
    thread_id: int
    boosted_by: MemberCard | None
    boosted_at: datetime | None
    media: tuple[MediaCard, ...]
    replies: int
    boosts: int
    favourites: int
    favourited: bool
    boosted: bool
    bookmarked: bool
    own: bool
    may_reply: bool
    may_boost: bool
    may_edit: bool
    hidden: bool
    reply_refusal: str | Promise

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
    seen = [(rows[i], ties) for i in ids if i in rows if (ties := _ties(rows[i], viewer))]
    media = pictures_of({row.id for row, _ in seen})
    return [_card(row, place, tie, media) for row, (place, tie) in seen]


def media_cards(files: Sequence[MediaAttachment]) -> list[MediaCard]:
    """Return the cards of pictures that are on no post yet."""
    return [media_card(file, sensitive=False) for file in files]


def post_url(handle: str, post_id: int) -> str:
    """Return the address of a post's page, below the square's own."""
    return f"{url_of(handle)}/{post_id}"


def _ties(row: Row, viewer: Member | None) -> tuple[Place, Tie] | None:
    """Return what the rules want to know, or None where the viewer may not see the post."""
    shown = row.author[-1] in SHOWN_STATES
    place = Place(
        visibility=row.visibility,
        reply_control=row.reply_control,
        hidden=row.hidden_at is not None,
        deleted=row.deleted_at is not None,
        shown=shown,
    )
    tie = Tie(
        member=viewer is not None,
        own=viewer is not None and row.author[0] == viewer.pk,
        follows=row.follows,
        mentioned=row.mentioned,
        blocked=row.blocked,
        moderator=viewer is not None and viewer.is_moderator,
    )
    boosted_by_nobody = row.booster_blocked or row.booster[-1] not in SHOWN_STATES
    if row.boost_of is not None and (boosted_by_nobody or place.hidden):
        return None
    return (place, tie) if may_see(place, tie) else None


def _card(
    row: Row, place: Place, tie: Tie, media: Mapping[int, Sequence[MediaAttachment]]
) -> PostCard:
    author = card_from(*row.author)
    refusal = reason_not_to_reply(place, tie) or ""
    answered = None
    if row.answered is not None and row.in_reply_to is not None:
        answered = (post_url(row.answered, row.in_reply_to), row.answered)
    return PostCard(
        id=row.id,
        entry_id=row.entry_id,
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
        in_reply_to=answered,
        in_reply_to_id=row.in_reply_to,
        thread_id=row.thread_id or row.id,
        boosted_by=card_from(*row.booster) if row.boost_of is not None else None,
        boosted_at=row.entry_at if row.boost_of is not None else None,
        media=tuple(media_card(m, sensitive=row.sensitive) for m in media.get(row.id, ())),
        replies=row.replies,
        boosts=row.boosts,
        favourites=row.favourites,
        favourited=row.favourited,
        boosted=row.boosted,
        bookmarked=row.bookmarked,
        own=tie.own,
        may_reply=not refusal,
        may_boost=may_boost(place, tie),
        may_edit=may_edit(place, tie),
        hidden=place.hidden,
        reply_refusal=refusal,
    )


def direction_of(language: str) -> str:
    """Return which way a language runs; "auto" lets the browser see."""
    if not language:
        return "auto"
    return "rtl" if language.split("-", maxsplit=1)[0] in RIGHT_TO_LEFT else "ltr"


def media_card(media: MediaAttachment, *, sensitive: bool) -> MediaCard:
    """Return the card of a picture."""
    return MediaCard(
        id=media.pk,
        kind=media.kind,
        url=f"/media/{media.file}",
        preview_url=f"/media/{media.preview}",
        alt=media.description,
        width=media.width,
        height=media.height,
        blurhash=media.blurhash,
        sensitive=sensitive,
    )
