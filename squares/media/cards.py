"""Files as pages and apps show them: everything prepared, so that templates ask nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from squares.media.models import MediaAttachment


@dataclass(frozen=True)
class MediaCard:
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
    return MediaCard(
        id=media.pk,
        kind=media.kind,
        state=media.state,
        mime=media.mime,
        url=url_of(media.file),
        preview_url=url_of(media.preview),
        alt=media.description,
        width=media.width,
        height=media.height,
        preview_width=media.preview_width,
        preview_height=media.preview_height,
        blurhash=media.blurhash,
        focus=(media.focus_x, media.focus_y),
        duration_seconds=media.duration_seconds,
        frame_rate=media.frame_rate,
        bit_rate=media.bit_rate,
        sensitive=sensitive,
    )


def media_cards(files: Sequence[MediaAttachment]) -> list[MediaCard]:
    """Return the cards of files that are on no post yet."""
    return [media_card(file, sensitive=False) for file in files]


def url_of(name: str) -> str:
    """Return the address of a stored file, below the square's own; "" for none."""
    return f"/media/{name}" if name else ""
