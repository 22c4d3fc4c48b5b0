"""A conversation among a few, as apps meet it.

Source: https://docs.joinmastodon.org/entities/Conversation/
"""

from collections.abc import Sequence

import msgspec

from squares.api.entities.account import Account, accounts_by_id
from squares.api.entities.kinds import Id
from squares.api.entities.reader import Reader
from squares.api.entities.status import StatusJson, statuses_of
from squares.timelines.conversations import Conversation as ConversationCard


class Conversation(msgspec.Struct, kw_only=True):
    """What a member and a few others say to one another; its id is that of its first post."""

    id: Id
    unread: bool
    accounts: list[Account]
    last_status: StatusJson | None


def conversations_of(cards: Sequence[ConversationCard], reader: Reader) -> list[Conversation]:
    """Return conversations as apps show them.  Cost: 2 queries, however many."""
    accounts = accounts_by_id({person.id for card in cards for person in card.people}, reader)
    statuses = statuses_of([card.last for card in cards], reader)
    return [
        Conversation(
            id=str(card.id),
            unread=card.unread,
            accounts=[accounts[person.id] for person in card.people],
            last_status=status,
        )
        for card, status in zip(cards, statuses, strict=True)
    ]
