"""A file on a post.

Source: https://docs.joinmastodon.org/entities/MediaAttachment/
"""

from fractions import Fraction

import msgspec

from squares.api.entities.kinds import Id
from squares.api.entities.reader import Reader
from squares.media.cards import MediaCard


class Focus(msgspec.Struct, kw_only=True):
    """Which point stays in sight where a picture is cut: from -1 to 1, y upwards."""

    x: float
    y: float


class Dimensions(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One rendition: pixels, "640x480", width by height; of what plays also its time and pace.

    frame_rate: as "30/1".  duration: seconds.  bitrate: bits a second.
    """

    width: int | None = None
    height: int | None = None
    size: str | None = None
    aspect: float | None = None
    frame_rate: str | None = None
    duration: float | None = None
    bitrate: int | None = None


class MediaMeta(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What is known of the renditions; of what plays, some of it in Mastodon's older places too.

    length: as "0:01:05.50".  fps: frames a second.
    """

    focus: Focus | None = None
    original: Dimensions | None = None
    small: Dimensions | None = None
    length: str | None = None
    duration: float | None = None
    fps: int | None = None
    size: str | None = None
    width: int | None = None
    height: int | None = None
    aspect: float | None = None


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
    return MediaAttachment(
        id=str(card.id),
        type=card.kind,
        url=reader.url(card.url) if card.url else None,
        preview_url=reader.url(card.preview_url) if card.preview_url else None,
        remote_url=None,
        preview_remote_url=None,
        text_url=None,
        meta=_meta(card),
        description=card.alt or None,
        blurhash=card.blurhash or None,
    )


def _meta(card: MediaCard) -> MediaMeta:
    meta = MediaMeta(
        focus=Focus(x=card.focus[0], y=card.focus[1]),
        original=_original(card),
        small=_dimensions(card.preview_width, card.preview_height),
    )
    if card.duration_seconds is not None and meta.original is not None:
        meta.duration = card.duration_seconds
        meta.length = _length(card.duration_seconds)
        meta.fps = _frames(card.frame_rate)
        meta.size, meta.aspect = meta.original.size, meta.original.aspect
        meta.width, meta.height = meta.original.width, meta.original.height
    return meta


def _original(card: MediaCard) -> Dimensions | None:
    original = _dimensions(card.width, card.height)
    if card.duration_seconds is None:
        return original
    original = original or Dimensions()
    original.duration, original.bitrate = card.duration_seconds, card.bit_rate
    original.frame_rate = card.frame_rate or None
    return original


def _dimensions(width: int, height: int) -> Dimensions | None:
    if not (width and height):
        return None
    size = f"{width}x{height}"
    return Dimensions(width=width, height=height, size=size, aspect=width / height)


def _length(seconds: float) -> str:
    minutes, rest = divmod(round(seconds, 2), 60)
    hours, minutes = divmod(int(minutes), 60)
    return f"{hours}:{minutes:02}:{rest:05.2f}"


def _frames(rate: str) -> int | None:
    return round(Fraction(rate)) if rate else None
