"""What a square takes: lengths, sizes, numbers; the same in both generations of Instance.

Source: https://docs.joinmastodon.org/entities/Instance/#configuration
"""

import msgspec

from commons.text import LINK_LENGTH
from squares.charter.queries import CurrentCharter
from squares.media.processing import LIMIT_BYTES, LIMIT_PIXELS
from squares.posts.rules import PICTURES_LIMIT

PICTURES = ["image/jpeg", "image/png", "image/gif", "image/webp", "image/avif"]


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
        description_limit=1500,
        supported_mime_types=PICTURES,
        image_size_limit=LIMIT_BYTES,
        image_matrix_limit=LIMIT_PIXELS,
        video_size_limit=LIMIT_BYTES,
        video_frame_rate_limit=60,
        video_matrix_limit=LIMIT_PIXELS,
    )


def poll_limits() -> PollLimits:
    """Return what a poll may be."""
    return PollLimits(
        max_options=4, max_characters_per_option=50, min_expiration=300, max_expiration=2_629_746
    )
