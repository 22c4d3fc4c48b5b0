"""Posts as pages show them: everything prepared, two statements however many there are."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from squares.media.models import MediaAttachment
from squares.members.cards import MemberCard, card_from, url_of
from squares.members.models import SHOWN_STATES, Member
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
    rows = _rows(ids, viewer)
    seen = [(rows[i], ties) for i in ids if i in rows if (ties := _ties(rows[i], viewer))]
    media = _media({row.id for row, _ in seen})
    return [_card(row, place, tie, media) for row, (place, tie) in seen]


def media_cards(files: Sequence[MediaAttachment]) -> list[MediaCard]:
    """Return the cards of pictures that are on no post yet."""
    return [_media_card(file, sensitive=False) for file in files]


def post_url(handle: str, post_id: int) -> str:
    """Return the address of a post's page, below the square's own."""
    return f"{url_of(handle)}/{post_id}"


class _Row(NamedTuple):
    """One row of the statement below, in its order."""

    entry_id: int
    entry_at: datetime
    boost_of: int | None
    booster: tuple[Any, ...]  # Any here and below: CARD_FIELDS of a member
    id: int
    text: str
    html: str
    warning: str
    sensitive: bool
    language: str
    visibility: str
    reply_control: str
    published_at: datetime
    edited_at: datetime | None
    hidden_at: datetime | None
    deleted_at: datetime | None
    thread_id: int | None
    in_reply_to: int | None
    replies: int
    boosts: int
    favourites: int
    author: tuple[Any, ...]
    answered: str | None
    favourited: bool
    boosted: bool
    bookmarked: bool
    follows: bool
    mentioned: bool
    blocked: bool
    booster_blocked: bool


# Members' columns stand in the order of members.cards.CARD_FIELDS.
_SQL = """
SELECT e.id, e.published_at, e.boost_of_id,
       b.id, b.handle, b.handle_key, b.name, b.avatar, b.role, b.locked, b.state,
       p.id, p.text, p.html, p.warning, p.sensitive, p.language, p.visibility, p.reply_control,
       p.published_at, p.edited_at, p.hidden_at, p.deleted_at, p.thread_id, p.in_reply_to_id,
       p.replies_count, p.boosts_count, p.favourites_count,
       a.id, a.handle, a.handle_key, a.name, a.avatar, a.role, a.locked, a.state,
       ra.handle,
       EXISTS (SELECT 1 FROM posts_favourite x
               WHERE x.post_id = p.id AND x.member_id = %(viewer)s),
       EXISTS (SELECT 1 FROM posts_post x WHERE x.boost_of_id = p.id
               AND x.author_id = %(viewer)s AND x.deleted_at IS NULL),
       EXISTS (SELECT 1 FROM posts_bookmark x
               WHERE x.post_id = p.id AND x.member_id = %(viewer)s),
       EXISTS (SELECT 1 FROM relationships_follow x
               WHERE x.source_id = %(viewer)s AND x.target_id = a.id AND x.accepted),
       EXISTS (SELECT 1 FROM posts_mention x
               WHERE x.post_id = p.id AND x.member_id = %(viewer)s),
       EXISTS (SELECT 1 FROM relationships_block x
               WHERE (x.source_id = %(viewer)s AND x.target_id = a.id)
                  OR (x.source_id = a.id AND x.target_id = %(viewer)s)),
       e.boost_of_id IS NOT NULL AND EXISTS (SELECT 1 FROM relationships_block x
               WHERE (x.source_id = %(viewer)s AND x.target_id = b.id)
                  OR (x.source_id = b.id AND x.target_id = %(viewer)s))
  FROM posts_post e
  JOIN members_member b ON b.id = e.author_id
  JOIN posts_post p ON p.id = COALESCE(e.boost_of_id, e.id)
  JOIN members_member a ON a.id = p.author_id
  LEFT JOIN posts_post r ON r.id = p.in_reply_to_id
  LEFT JOIN members_member ra ON ra.id = r.author_id
 WHERE e.id = ANY(%(ids)s) AND e.deleted_at IS NULL AND p.deleted_at IS NULL
"""


def _rows(ids: Sequence[int], viewer: Member | None) -> dict[int, _Row]:
    with connection.cursor() as cursor:
        cursor.execute(_SQL, {"ids": list(ids), "viewer": viewer.pk if viewer else 0})
        found = cursor.fetchall()
    return {r[0]: _Row._make((*r[:3], r[3:11], *r[11:28], r[28:36], *r[36:])) for r in found}


def _ties(row: _Row, viewer: Member | None) -> tuple[Place, Tie] | None:
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
    row: _Row, place: Place, tie: Tie, media: Mapping[int, Sequence[MediaAttachment]]
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
        media=tuple(_media_card(m, sensitive=row.sensitive) for m in media.get(row.id, ())),
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


def _media(post_ids: Collection[int]) -> dict[int, list[MediaAttachment]]:
    """Return the files of posts in their places; withheld ones stay away."""
    from_posts: dict[int, list[MediaAttachment]] = defaultdict(list)
    rows = MediaAttachment.objects.raw(_MEDIA_SQL, {"ids": list(post_ids)})
    for media in rows:
        from_posts[media.post_id].append(media)  # type: ignore[attr-defined]
    return from_posts


_MEDIA_SQL = """
SELECT m.*, t.post_id FROM posts_attachment t
  JOIN media_mediaattachment m ON m.id = t.media_id
 WHERE t.post_id = ANY(%(ids)s) AND m.withheld_at IS NULL
 ORDER BY t.post_id, t.position
"""


def _media_card(media: MediaAttachment, *, sensitive: bool) -> MediaCard:
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
