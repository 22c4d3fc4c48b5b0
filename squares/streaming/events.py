"""One event in the forms in which it goes onto lines; each form is made once, for all who hear."""

import msgspec

from squares.streaming.listener import Listener
from squares.streaming.streams import Stream
from squares.streaming.wire import frames


class PageEvent(msgspec.Struct, omit_defaults=True):
    """What a page of ours is told: ids only, it fetches what it may see.

    kind: "post", "gone" (hidden or deleted), "told" (a notification).
    """

    kind: str
    post: int = 0
    member: int = 0

    def line(self) -> bytes:
        """Return it as lines of events."""
        return b"event: %s\ndata: %s\n\n" % (self.kind.encode(), msgspec.json.encode(self))


class Event:
    """What apps are told.  payload: JSON, None where there is nothing to say.

    Source: https://docs.joinmastodon.org/methods/streaming/#events
    """

    __slots__ = ("_frames", "_lines", "_payload", "_text", "name")

    def __init__(self, name: str, payload: bytes | None) -> None:
        self.name = name
        self._payload = payload
        self._lines = b""
        self._text = b""
        self._frames: dict[Stream, bytes] = {}

    def send(self, line: Listener, stream: Stream) -> None:
        """Send it to an app, marked with the stream by which it hears."""
        line.send(self._frame(stream) if line.is_socket else self._as_lines())

    def _as_lines(self) -> bytes:
        if not self._lines:
            # An event without data would not be told at all; Mastodon says this word.
            said = b"undefined" if self._payload is None else self._payload
            self._lines = b"event: %s\ndata: %s\n\n" % (self.name.encode(), said)
        return self._lines

    def _frame(self, stream: Stream) -> bytes:
        found = self._frames.get(stream)
        if found is None:
            found = self._frames[stream] = frames.frame(frames.TEXT, self._message(stream))
        return found

    def _message(self, stream: Stream) -> bytes:
        """The payload is text within JSON: JSON in JSON, as Mastodon has it."""
        if self._payload is None:
            return b'{"stream":%s,"event":"%s"}' % (stream.label, self.name.encode())
        if not self._text:
            self._text = msgspec.json.encode(self._payload.decode())
        return b'{"stream":%s,"event":"%s","payload":%s}' % (
            stream.label,
            self.name.encode(),
            self._text,
        )
