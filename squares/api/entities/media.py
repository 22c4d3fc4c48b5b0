"""A file on a post.

Source: https://docs.joinmastodon.org/entities/MediaAttachment/
"""

import msgspec

from squares.api.entities.kinds import Id
from squares.api.entities.reader import Reader
from squares.posts.card_parts import MediaCard


class Dimensions(msgspec.Struct, kw_only=True, omit_defaults=True):
    """How large one rendition is: pixels, "640x480", and width by height."""

    width: int | None = None
    height: int | None = None
    size: str | None = None
    aspect: float | None = None


class MediaMeta(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What is known of the renditions."""

    original: Dimensions | None = None


class MediaAttachment(msgspec.Struct, kw_only=True):
    """A picture, film or recording; `url` is None while it is being prepared."""

    id: Id
    type: str
    url: str | None
    preview_url: str | None
    remote_url: str | None
    preview_remote_url: str | None
    text_url: str | None
    meta: MediaMeta
    description: str | None
    blurhash: str | None


def media_of(card: MediaCard, reader: Reader) -> MediaAttachment:
    """Return a file as apps show it."""
    size = Dimensions(
        width=card.width,
        height=card.height,
        size=f"{card.width}x{card.height}",
        aspect=card.width / card.height if card.height else None,
    )
    return MediaAttachment(
        id=str(card.id),
        type=card.kind,
        url=reader.url(card.url),
        preview_url=reader.url(card.preview_url),
        remote_url=None,
        preview_remote_url=None,
        text_url=None,
        meta=MediaMeta(original=size),
        description=card.alt or None,
        blurhash=card.blurhash or None,
    )
