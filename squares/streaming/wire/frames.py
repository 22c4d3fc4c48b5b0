"""WebSocket frames, and the handshake before them: what a stream needs, and nothing else.

No extension is offered, so no frame is compressed and none keeps a dictionary in memory.
Source: RFC 6455.
"""

import base64
import hashlib
import struct
from binascii import Error as NotBase64
from typing import NamedTuple

MESSAGE_LIMIT = 4096

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
NORMAL, GOING_AWAY, PROTOCOL_ERROR, UNSUPPORTED, NOT_TEXT = 1000, 1001, 1002, 1003, 1007
POLICY, TOO_BIG, TRY_LATER = 1008, 1009, 1013

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class Fault(Exception):
    """The client does not keep to the protocol; `code` is what the closing frame says."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Message(NamedTuple):
    """One message of the client, or a control frame."""

    opcode: int
    payload: bytes


def accept_key(key: str) -> str | None:
    """Return the answer to a client's key, None for one that is none.

    Source: RFC 6455, section 4.2.2.
    """
    try:
        if len(base64.b64decode(key, validate=True)) != 16:
            return None
    except (NotBase64, ValueError):
        return None
    hashed = hashlib.sha1(key.encode() + _GUID, usedforsecurity=False)
    return base64.b64encode(hashed.digest()).decode()


def frame(opcode: int, payload: bytes = b"") -> bytes:
    """Return a whole frame of ours.  Source: RFC 6455, section 5.2."""
    size = len(payload)
    if size < 126:
        head = struct.pack("!BB", 0x80 | opcode, size)
    elif size < 65_536:
        head = struct.pack("!BBH", 0x80 | opcode, 126, size)
    else:
        head = struct.pack("!BBQ", 0x80 | opcode, 127, size)
    return head + payload


def closing(code: int) -> bytes:
    """Return the frame that ends a conversation."""
    return frame(CLOSE, struct.pack("!H", code))


class Inbox:
    """What a client sends, as it comes in pieces."""

    __slots__ = ("_message", "_opcode", "_waiting")

    def __init__(self) -> None:
        self._waiting = b""
        self._message = b""
        self._opcode = CONTINUATION

    def feed(self, received: bytes) -> list[Message]:
        """Return the messages that are complete now.

        Raises: Fault, also for a message longer than 4 kB: nothing longer is ever asked here.
        """
        self._waiting += received
        found = []
        while (read := self._frame()) is not None:
            final, opcode, payload = read
            message = self._put_together(opcode, payload, final=final)
            if message is not None:
                found.append(message)
        return found

    def _frame(self) -> tuple[bool, int, bytes] | None:
        """Take one frame off what waits, None while it is incomplete."""
        if len(self._waiting) < 2:
            return None
        first, second = self._waiting[0], self._waiting[1]
        opcode, size, start = first & 0x0F, second & 0x7F, 2
        _check(first, opcode, size, masked=bool(second & 0x80))
        if size == 126:
            if len(self._waiting) < 4:
                return None
            size, start = int.from_bytes(self._waiting[2:4], "big"), 4
        if size > MESSAGE_LIMIT:
            raise Fault(TOO_BIG)
        end = start + 4 + size
        if len(self._waiting) < end:
            return None
        mask, payload = self._waiting[start : start + 4], self._waiting[start + 4 : end]
        self._waiting = self._waiting[end:]
        return bool(first & 0x80), opcode, _unmasked(payload, mask)

    def _put_together(self, opcode: int, payload: bytes, *, final: bool) -> Message | None:
        """Join the parts of a message; a control frame may come in between."""
        if opcode >= CLOSE:
            return Message(opcode, payload)
        if (opcode == CONTINUATION) != (self._opcode != CONTINUATION):
            raise Fault(PROTOCOL_ERROR)
        if opcode != CONTINUATION:
            self._opcode = opcode
        self._message += payload
        if len(self._message) > MESSAGE_LIMIT:
            raise Fault(TOO_BIG)
        if not final:
            return None
        message = Message(self._opcode, self._message)
        self._message, self._opcode = b"", CONTINUATION
        return message


def _check(first: int, opcode: int, size: int, *, masked: bool) -> None:
    known = {CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG}
    if first & 0x70 or opcode not in known or not masked:
        raise Fault(PROTOCOL_ERROR)
    if opcode >= CLOSE and (size > 125 or not first & 0x80):
        raise Fault(PROTOCOL_ERROR)
    if size == 127:
        raise Fault(TOO_BIG)


def _unmasked(payload: bytes, mask: bytes) -> bytes:
    size = len(payload)
    key = (mask * (size // 4 + 1))[:size]
    clear = int.from_bytes(payload, "big") ^ int.from_bytes(key, "big")
    return clear.to_bytes(size, "big")
