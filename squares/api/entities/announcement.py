"""What everyone in the square is told.

Source: https://docs.joinmastodon.org/entities/Announcement/
"""

from urllib.parse import quote

import msgspec

from commons.text import tag_key
from squares.api.entities.emoji import CustomEmoji, emoji_of
from squares.api.entities.kinds import Id, Moment, moment, moment_or_none
from squares.api.entities.reader import Reader
from squares.api.entities.status import StatusMention, StatusTag
from squares.charter import announcements as rows


class Reaction(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One emoji on an announcement; one of the square's own has a picture.

    Source: https://docs.joinmastodon.org/entities/Reaction/
    """

    name: str
    count: int
    me: bool
    url: str = ""
    static_url: str = ""


class AnnouncedStatus(msgspec.Struct, kw_only=True):
    """A post that an announcement links to."""

    id: Id
    url: str


class Announcement(msgspec.Struct, kw_only=True):
    """An announcement, with what the reader made of it."""

    id: Id
    content: str
    starts_at: Moment | None
    ends_at: Moment | None
    all_day: bool
    published_at: Moment
    updated_at: Moment
    read: bool
    mentions: list[StatusMention]
    statuses: list[AnnouncedStatus]
    tags: list[StatusTag]
    emojis: list[CustomEmoji]
    reactions: list[Reaction]


def announcement_of(card: rows.AnnouncementCard, reader: Reader) -> Announcement:
    """Return an announcement as apps show it.  Cost: none."""
    return Announcement(
        id=str(card.id),
        content=reader.html(card.html),
        starts_at=moment_or_none(card.starts_at),
        ends_at=moment_or_none(card.ends_at),
        all_day=card.all_day,
        published_at=moment(card.published_at),
        updated_at=moment(card.updated_at),
        read=card.read,
        mentions=[_mention(each, reader) for each in card.mentions],
        statuses=[],
        tags=[StatusTag(name=tag, url=_tag_url(tag, reader)) for tag in card.tags],
        emojis=[emoji_of(each, reader) for each in card.emoji],
        reactions=[_reaction(each, reader) for each in card.reactions],
    )


def _mention(named: rows.Named, reader: Reader) -> StatusMention:
    return StatusMention(
        id=str(named.id), username=named.handle, url=reader.url(named.url), acct=named.handle
    )


def _tag_url(tag: str, reader: Reader) -> str:
    return reader.url(f"/tags/{quote(tag_key(tag), safe='')}")


def _reaction(row: rows.Reaction, reader: Reader) -> Reaction:
    url = reader.url(row.url) if row.url else ""
    static = reader.url(row.static_url) if row.static_url else ""
    return Reaction(name=row.name, count=row.count, me=row.me, url=url, static_url=static)
