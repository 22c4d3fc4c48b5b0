"""An open connection as streaming knows it: who listens, by what right, and to which streams."""

from typing import Protocol

from typing_extensions import override

from squares.streaming.bounds import Share
from squares.streaming.streams import Stream
from squares.streaming.wire.heads import Head
from squares.streaming.wire.line import Line
from squares.timelines.ties import Ties


class House(Protocol):
    """Where connections come to."""

    def arrive(self, line: "Listener") -> None:
        """Take note of a new connection."""

    def ask(self, line: "Listener", head: Head) -> None:
        """Answer what a connection asks for."""

    def message(self, line: "Listener", text: bytes) -> None:
        """Do what an app says over its WebSocket."""

    def leave(self, line: "Listener") -> None:
        """Forget a connection that is gone."""


class Reader:
    """A member with at least one open connection; all of these share what is known of them.

    ties: None until they are read for the first time.  pages: how many of the lines are pages'.
    """

    __slots__ = ("lines", "member_id", "pages", "ties")

    def __init__(self, member_id: int) -> None:
        self.member_id = member_id
        self.ties: Ties | None = None
        self.lines: list[Listener] = []
        self.pages = 0


class Listener(Line):
    """One open connection of a page or an app.

    streams: what an app wants to hear; a page of ours hears by ids, and has none.
    notifies: whether the app may be told notifications.  scopes: of its token.
    said_lately: how often it spoke since the last beat.  slot: at which second it is beaten.
    """

    __slots__ = (
        "house", "notifies", "reader", "said_lately", "scopes", "share", "slot", "streams",
    )  # fmt: skip

    def __init__(self, house: House) -> None:
        super().__init__()
        self.house = house
        self.reader: Reader | None = None
        self.share: Share | None = None
        self.streams: tuple[Stream, ...] | None = None
        self.scopes: tuple[str, ...] = ()
        self.notifies = False
        self.said_lately = 0
        self.slot = -1

    @property
    def is_page(self) -> bool:
        """Whether a page of ours listens."""
        return self.streams is None

    @property
    def token_id(self) -> int:
        """The token by which it is open, 0 for a page."""
        return self.share.token_id if self.share is not None else 0

    @override
    def connection_made(self, transport: object) -> None:
        super().connection_made(transport)  # type: ignore[arg-type]  # as asyncio gives it
        self.house.arrive(self)

    @override
    def opened(self, head: Head) -> None:
        self.house.ask(self, head)

    @override
    def said(self, text: bytes) -> None:
        self.house.message(self, text)

    @override
    def lost(self) -> None:
        self.house.leave(self)
