"""A poll as one reader meets it.

Source: https://docs.joinmastodon.org/entities/Poll/
"""

import msgspec

from squares.api.entities.emoji import CustomEmoji, emojis_of
from squares.api.entities.kinds import Id, Moment, moment
from squares.api.entities.reader import Reader
from squares.posts.cards.parts import PollCard


class PollOption(msgspec.Struct, kw_only=True):
    """One answer; its votes are None while they are not to be seen."""

    title: str
    votes_count: int | None


class Poll(msgspec.Struct, kw_only=True):
    """A question with two or more answers; `own_votes` always is a list, apps insist on it."""

    id: Id
    expires_at: Moment | None
    expired: bool
    multiple: bool
    votes_count: int
    voters_count: int | None
    options: list[PollOption]
    emojis: list[CustomEmoji]
    voted: bool
    own_votes: list[int]


def poll_of(card: PollCard, reader: Reader) -> Poll:
    """Return a poll as apps show it."""
    return Poll(
        id=str(card.id),
        expires_at=moment(card.ends_at),
        expired=card.ended,
        multiple=card.multiple,
        votes_count=card.votes,
        voters_count=card.voters,
        options=[PollOption(title=o.title, votes_count=o.votes) for o in card.options],
        emojis=emojis_of(reader, *(option.title for option in card.options)),
        voted=card.voted,
        own_votes=list(card.own_votes),
    )
