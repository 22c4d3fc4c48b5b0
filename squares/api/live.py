"""Writes what open connections of apps are sent: the entities of the API, as `streaming` asks.

Source: https://docs.joinmastodon.org/methods/streaming/#events
"""

from collections.abc import Sequence

import msgspec

from commons import clock
from squares.api.entities.announcement import announcement_of
from squares.api.entities.conversation import conversations_of
from squares.api.entities.kinds import Id
from squares.api.entities.notification import notifications_of
from squares.api.entities.reader import Reader
from squares.api.entities.status import maker_of
from squares.charter.announcements import announcement_card
from squares.charter.errors import AnnouncementNotFound
from squares.members.queries import member_of_token
from squares.notifications.queries.listing import some_of
from squares.posts.cards.card import PostCard
from squares.posts.errors import ConversationNotFound
from squares.streaming.rendering import Writer
from squares.timelines.conversations import find_conversation
from squares.timelines.filters import FilterResult
from tenants.models.square import Square

_encode = msgspec.json.Encoder().encode


class StreamReaction(msgspec.Struct, kw_only=True):
    """How many answer an announcement with one emoji.

    Source: https://docs.joinmastodon.org/methods/streaming/#announcement-reaction
    """

    name: str
    count: int
    announcement_id: Id


class Pen:
    """Writes payloads; each is read inside the square that it is about."""

    def posts(self, square: Square, cards: Sequence[PostCard]) -> Writer:
        """Return what writes these posts for one reader after another.  Cost: 1 query."""
        make = maker_of(cards, Reader(square.url, None))

        def write(card: PostCard, met: dict[int, list[FilterResult]]) -> bytes:
            return _encode(make(card, met))

        return write

    def notifications(
        self, square: Square, member_id: int, numbers: Sequence[int]
    ) -> Sequence[bytes]:
        """Return some of a member's notifications, the oldest first.  Cost: at most 11 queries."""
        member = member_of_token(member_id)
        if member is None:
            return ()
        rows = some_of(member, numbers)
        found = notifications_of(rows, viewer=member, reader=Reader(square.url, member))
        return [_encode(one) for one in found]

    def conversation(self, square: Square, member_id: int, thread_id: int) -> bytes | None:
        """Return one of a member's conversations.  Cost: 7 queries."""
        member = member_of_token(member_id)
        if member is None:
            return None
        try:
            found = find_conversation(viewer=member, conversation_id=thread_id)
        except ConversationNotFound:
            return None
        return _encode(conversations_of([found], Reader(square.url, member))[0])

    def announcement(self, square: Square, number: int) -> bytes | None:
        """Return an announcement as nobody in particular sees it.  Cost: at most 2 queries."""
        try:
            card = announcement_card(number, at=clock.now())
        except AnnouncementNotFound:
            return None
        return _encode(announcement_of(card, Reader(square.url, None)))

    def reaction(self, number: int, name: str, count: int) -> bytes:
        """Return how many answer an announcement with one emoji."""
        return _encode(StreamReaction(name=name, count=count, announcement_id=str(number)))
