"""What a square takes: lengths, sizes, numbers; the same in both generations of Instance.

Source: https://docs.joinmastodon.org/entities/Instance/#configuration
"""

import msgspec

from commons.text import LINK_LENGTH
from squares.charter.queries import CurrentCharter
from squares.media import ffmpeg, film, processing
from squares.media.actions import DESCRIPTION_LIMIT
from squares.posts import polling
from squares.posts.rules import PICTURES_LIMIT

PICTURES = tuple(f"image/{form.lower()}" for form in processing.FORMATS)
# Taken where this machine has ffmpeg; the file's first bytes decide, not what it is called.
FILMS = ("video/mp4", "video/webm", "video/quicktime", "video/ogg")
RECORDINGS = (
    "audio/mpeg", "audio/mp3", "audio/ogg", "audio/vorbis", "audio/wave", "audio/wav",
    "audio/x-wav", "audio/vnd.wave", "audio/flac", "audio/aac", "audio/m4a", "audio/x-m4a",
    "audio/mp4", "audio/webm",
)  # fmt: skip


class StatusLimits(msgspec.Struct, kw_only=True):
    """How much one post holds; every link counts alike."""

    max_characters: int
    max_media_attachments: int
    characters_reserved_per_url: int


class MediaLimits(msgspec.Struct, kw_only=True):
    """Which files are taken, and how large; matrix limits are in pixels."""

    description_limit: int
    supported_mime_types: list[str]
    image_size_limit: int
    image_matrix_limit: int
    video_size_limit: int
    video_frame_rate_limit: int
    video_matrix_limit: int


class PollLimits(msgspec.Struct, kw_only=True):
    """How many choices a poll has, and how long it runs, in seconds."""

    max_options: int
    max_characters_per_option: int
    min_expiration: int
    max_expiration: int


def status_limits(charter: CurrentCharter) -> StatusLimits:
    """Return how much one post holds."""
    return StatusLimits(
        max_characters=charter.post_limit,
        max_media_attachments=PICTURES_LIMIT,
        characters_reserved_per_url=LINK_LENGTH,
    )


def media_limits() -> MediaLimits:
    """Return which files are taken."""
    return MediaLimits(
        description_limit=DESCRIPTION_LIMIT,
        supported_mime_types=[*PICTURES, *((*FILMS, *RECORDINGS) if ffmpeg.is_here() else ())],
        image_size_limit=processing.LIMIT_BYTES,
        image_matrix_limit=processing.LIMIT_PIXELS,
        video_size_limit=film.LIMIT_BYTES,
        video_frame_rate_limit=film.MAX_FRAMES_A_SECOND,
        video_matrix_limit=film.LIMIT_FRAME_PIXELS,
    )


def poll_limits() -> PollLimits:
    """Return what a poll may be."""
    return PollLimits(
        max_options=polling.OPTIONS_LIMIT,
        max_characters_per_option=polling.OPTION_LENGTH,
        min_expiration=polling.SHORTEST_SECONDS,
        max_expiration=polling.LONGEST_SECONDS,
    )
