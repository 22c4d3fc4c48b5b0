"""One connection: it reads one head, then stays open as lines of events or as a WebSocket.

Nothing waits for it: no task, no timer, no queue of its own. What cannot be sent at once stands in
its transport; a reader too slow to empty that is let go and comes back by itself.
"""

import asyncio
import socket
from collections.abc import Mapping
from enum import Enum, auto
from http import HTTPStatus
from typing import cast

from typing_extensions import override

from squares.streaming.wire import frames, heads
from squares.streaming.wire.heads import BadHead, Head

# How much may wait for a reader; above the first it counts as slow, above the second it goes.
SLOW_BYTES, MOST_BYTES = 32_768, 262_144
DYING_SECONDS = 5
# A machine that vanished without a word is noticed when it leaves our bytes unanswered.
VANISHED_MS = 60_000


class State(Enum):
    """How far a connection has come."""

    READING = auto()
    OPENING = auto()
    EVENTS = auto()
    SOCKET = auto()
    ENDING = auto()


class Line(asyncio.Protocol):
    """A connection; whoever answers it says so in `opened`, `said` and `lost`."""

    __slots__ = ("_beats", "_inbox", "_received", "_stalled", "state", "transport")

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.state = State.READING
        self._received = b""
        self._inbox: frames.Inbox | None = None
        self._stalled = 0
        self._beats = 0

    def opened(self, head: Head) -> None:
        """Somebody asks for something: answer it."""

    def said(self, text: bytes) -> None:
        """The client sent a message."""

    def lost(self) -> None:
        """The connection is gone."""

    @property
    def is_socket(self) -> bool:
        """Whether it went on as a WebSocket."""
        return self.state is State.SOCKET

    @property
    def is_open(self) -> bool:
        """Whether events can be sent."""
        return self.state is State.EVENTS or self.state is State.SOCKET

    # What asyncio calls

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self.transport.set_write_buffer_limits(high=SLOW_BYTES)
        sock = transport.get_extra_info("socket")
        if sock is not None and hasattr(socket, "TCP_USER_TIMEOUT"):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, VANISHED_MS)

    @override
    def data_received(self, data: bytes) -> None:
        if self.state is State.SOCKET:
            self._feed(data)
        elif self.state is State.READING:
            self._read_head(data)
        elif self.state is State.OPENING:
            self._received += data
            if len(self._received) > frames.MESSAGE_LIMIT:
                self.drop()

    @override
    def pause_writing(self) -> None:
        self._stalled = 1

    @override
    def resume_writing(self) -> None:
        self._stalled = 0

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self.state = State.ENDING
        self.transport = None
        self.lost()

    # What we do with it

    def answer(self, whole: bytes) -> None:
        """Answer and end."""
        self.state = State.ENDING
        if self.transport is not None:
            self.transport.write(whole)
            self._shut()

    def go_on_as_events(self, headers: Mapping[str, str], first: bytes) -> None:
        """Stay open as lines of events.

        Source: https://html.spec.whatwg.org/multipage/server-sent-events.html
        """
        named = {"Content-Type": "text/event-stream", "Connection": "close", **headers}
        self.state = State.EVENTS
        self.send(heads.start(HTTPStatus.OK, named) + first)

    def go_on_as_socket(self, head: Head, key: str) -> None:
        """Stay open as a WebSocket; the first protocol that the client offers is spoken.

        key: the answer to the client's.  Source: RFC 6455, section 4.2.2.
        """
        named = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Accept": key}
        offered = head.headers.get("sec-websocket-protocol", "").partition(",")[0].strip()
        if offered:
            named["Sec-WebSocket-Protocol"] = offered
        self.state = State.SOCKET
        self._inbox = frames.Inbox()
        self.send(heads.start(HTTPStatus.SWITCHING_PROTOCOLS, named))
        early, self._received = self._received, b""
        self._feed(early)

    def send(self, data: bytes) -> None:
        """Send something to an open connection, or let a reader go who is far behind."""
        if self.transport is None or not (self.state is State.EVENTS or self.state is State.SOCKET):
            return
        self.transport.write(data)
        if self._stalled and self.transport.get_write_buffer_size() > MOST_BYTES:
            self.drop()

    def beat(self, life: bytes) -> None:
        """Show that we are there, and see whether the other side is; called every 15 seconds.

        life: a line without meaning, for lines of events.
        """
        if self._stalled > 1:
            self.drop()
            return
        self._stalled += bool(self._stalled)
        self._beats += 1
        if self.state is State.EVENTS:
            self.send(life)
        elif self._beats > 4:  # a ping has been unanswered for half a minute
            self.drop()
        elif self._beats % 2:
            self.send(frames.frame(frames.PING))

    def end(self, code: int) -> None:
        """End an open connection in good form.  code: what a WebSocket is told."""
        if not self.is_open:
            return
        if self.state is State.SOCKET:
            self.send(frames.closing(code))
        self.state = State.ENDING
        self._shut()

    def drop(self) -> None:
        """End a connection whatever still waits in it."""
        self.state = State.ENDING
        if self.transport is not None:
            self.transport.abort()

    def _shut(self) -> None:
        """Send what waits, then let the other side close; one that does not is dropped."""
        if self.transport is None:
            return
        if self.transport.can_write_eof() and not self.transport.is_closing():
            self.transport.write_eof()
        asyncio.get_running_loop().call_later(DYING_SECONDS, self.drop)

    def _read_head(self, data: bytes) -> None:
        self._received += data
        raw, end, rest = self._received.partition(heads.END)
        if len(raw) > heads.HEAD_LIMIT:
            self.answer(heads.answer(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE))
        elif end:
            self._received, self.state = rest, State.OPENING
            try:
                head = heads.read_head(raw)
            except BadHead as bad:
                self.answer(heads.answer(bad.status))
            else:
                self.opened(head)

    def _feed(self, data: bytes) -> None:
        if self._inbox is None or not data:
            return
        try:
            for message in self._inbox.feed(data):
                self._take(message)
        except frames.Fault as fault:
            self.end(fault.code)

    def _take(self, message: frames.Message) -> None:
        self._beats = 1
        if message.opcode == frames.TEXT:
            self.said(message.payload)
        elif message.opcode == frames.PING:
            self.send(frames.frame(frames.PONG, message.payload))
        elif message.opcode == frames.CLOSE:
            self.end(frames.NORMAL)
        elif message.opcode == frames.BINARY:
            raise frames.Fault(frames.UNSUPPORTED)
