"""Files as pages and apps show them: everything prepared, so that templates ask nothing."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from squares.media.models import MediaAttachment

# What a card is made of, as columns.
CARD_FIELDS = (
    *("id", "kind", "state", "mime", "file", "preview", "description"),
    *("width", "height", "preview_width", "preview_height", "blurhash", "focus_x", "focus_y"),
    *("duration_seconds", "frame_rate", "bit_rate"),
)


class MediaCard(Struct, frozen=True):
    """A picture, film or recording.

    kind: "image", "gifv", "video" or "audio".  url: "" while it is still being prepared.
    preview_url: "" for a recording without a picture.  focus: x and y from -1 to 1.
    duration_seconds: None for a picture.  frame_rate: as "30/1".  bit_rate: bits a second.
    """

    id: int
    kind: str
    state: str
    mime: str
    url: str
    preview_url: str
    alt: str
    width: int
    height: int
    preview_width: int
    preview_height: int
    blurhash: str
    focus: tuple[float, float]
    duration_seconds: float | None
    frame_rate: str
    bit_rate: int | None
    sensitive: bool

    @property
    def is_picture(self) -> bool:
        """Whether it stands still, so that its preview says it all."""
        return self.kind == MediaAttachment.Kind.IMAGE

    @property
    def plays(self) -> bool:
        """Whether it has a length and is played, perhaps without a sound."""
        return not self.is_picture

    @property
    def length(self) -> str:
        """How long it plays, as "1:05"; "" for a picture."""
        if self.duration_seconds is None:
            return ""
        minutes, seconds = divmod(round(self.duration_seconds), 60)
        return f"{minutes}:{seconds:02}"

    @property
    def is_ready(self) -> bool:
        """Whether it can be shown."""
        return self.state == MediaAttachment.State.READY

    @property
    def has_failed(self) -> bool:
        """Whether it turned out to be unreadable."""
        return self.state == MediaAttachment.State.FAILED


def media_card(media: MediaAttachment, *, sensitive: bool) -> MediaCard:
    """Return the card of a file."""
    return card_from([getattr(media, field) for field in CARD_FIELDS], sensitive=sensitive)


def card_from(values: Sequence[Any], *, sensitive: bool) -> MediaCard:  # Any: of every kind
    """Return the card of a row that holds CARD_FIELDS."""
    given = dict(zip(CARD_FIELDS, values, strict=True))
    return MediaCard(
        url=url_of(given.pop("file")),
        preview_url=url_of(given.pop("preview")),
        alt=given.pop("description"),
        focus=(given.pop("focus_x"), given.pop("focus_y")),
        sensitive=sensitive,
        **given,
    )


def media_cards(files: Sequence[MediaAttachment]) -> list[MediaCard]:
    """Return the cards of files that are on no post yet."""
    return [media_card(file, sensitive=False) for file in files]


def url_of(name: str) -> str:
    """Return the address of a stored file, below the square's own; "" for none."""
    return f"/media/{name}" if name else ""
