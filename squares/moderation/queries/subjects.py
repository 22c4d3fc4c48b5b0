"""The post that a case is about, as moderators see it: whoever may read it otherwise, veiled."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString

from squares.media.cards import MediaCard, media_card
from squares.posts.card_parts import direction_of, post_url
from squares.posts.models.post import Post, Visibility
from squares.posts.queries import attached_to


@dataclass(frozen=True)
class Subject:
    """The post that a case is about, whoever may read it otherwise; pictures always veiled.

    html: rendered and sanitised when it was written.
    """

    id: int
    url: str
    html: SafeString
    warning: str
    language: str
    direction: str
    visibility: str
    visibility_label: str
    published_at: datetime
    edited_at: datetime | None
    hidden: bool
    media: tuple[MediaCard, ...]


def subject_of(post: Post) -> Subject:
    """Return a post (fetched with its author) as moderators see it.

    Cost: 1 query.
    """
    return Subject(
        id=post.pk,
        url=post_url(post.author.handle, post.pk),
        html=SafeString(post.html),
        warning=post.warning,
        language=post.language,
        direction=direction_of(post.language),
        visibility=post.visibility,
        visibility_label=str(Visibility(post.visibility).label),
        published_at=post.published_at,
        edited_at=post.edited_at,
        hidden=post.hidden_at is not None,
        media=_veiled(post),
    )


def _veiled(post: Post) -> tuple[MediaCard, ...]:
    """Return the pictures behind a veil; those out of reach stay away."""
    return tuple(
        media_card(media, sensitive=True)
        for media in (attachment.media for attachment in attached_to(post))
        if media.withheld_at is None
    )
