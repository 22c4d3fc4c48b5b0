"""A hashtag as those who run the square meet it: every one may be used and may trend.

Source: https://docs.joinmastodon.org/entities/Admin_Tag/
"""

import msgspec

from squares.api.entities.reader import Reader
from squares.api.entities.tag import Tag, tag_of
from squares.timelines.hashtags import TagCard


class AdminTag(Tag, kw_only=True):
    """A hashtag, with what could be decided about it."""

    trendable: bool
    usable: bool
    requires_review: bool
    listable: bool


def admin_tag_of(card: TagCard, reader: Reader) -> AdminTag:
    """Return a hashtag as moderators meet it.  Cost: none."""
    return AdminTag(
        **msgspec.structs.asdict(tag_of(card, reader)),
        trendable=True,
        usable=True,
        requires_review=False,
        listable=True,
    )
