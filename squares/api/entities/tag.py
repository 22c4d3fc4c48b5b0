"""A hashtag as apps meet it.

Source: https://docs.joinmastodon.org/entities/Tag/
"""

from datetime import UTC, datetime, time

import msgspec

from squares.api.entities.kinds import Date, Id, day
from squares.api.entities.reader import Reader
from squares.timelines.hashtags import FeaturedTag as FeaturedTagCard
from squares.timelines.hashtags import TagCard


class TagHistory(msgspec.Struct, kw_only=True):
    """How a hashtag was used on one day; numbers and the day's first second as text."""

    day: str
    uses: str
    accounts: str


class Tag(msgspec.Struct, kw_only=True):
    """A hashtag; following, featuring: only for a member."""

    id: Id
    name: str
    url: str
    history: list[TagHistory]
    following: bool | msgspec.UnsetType = msgspec.UNSET
    featuring: bool | msgspec.UnsetType = msgspec.UNSET


class FeaturedTag(msgspec.Struct, kw_only=True):
    """A hashtag on a member's page.

    Source: https://docs.joinmastodon.org/entities/FeaturedTag/
    """

    id: Id
    name: str
    url: str
    statuses_count: str
    last_status_at: Date | None


def tag_of(card: TagCard, reader: Reader) -> Tag:
    """Return a hashtag as apps show it."""
    told = reader.viewer is not None
    return Tag(
        id=str(card.id),
        name=card.name,
        url=reader.url(card.url),
        history=[
            TagHistory(
                day=str(int(datetime.combine(d.day, time(), UTC).timestamp())),
                uses=str(d.uses),
                accounts=str(d.accounts),
            )
            for d in card.history
        ],
        following=card.following if told else msgspec.UNSET,
        featuring=card.featuring if told else msgspec.UNSET,
    )


def featured_of(card: FeaturedTagCard, reader: Reader) -> FeaturedTag:
    """Return a hashtag on a member's page as apps show it."""
    return FeaturedTag(
        id=str(card.id),
        name=card.name,
        url=reader.url(card.url),
        statuses_count=str(card.posts),
        last_status_at=day(card.last_posted_on),
    )
