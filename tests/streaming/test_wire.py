"""Bytes on the line, taken apart and put together by the book."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode

from squares.streaming.wire import frames, heads
from squares.streaming.wire.frames import Fault, Inbox, Message

GET = b"GET /api/v1/streaming/user?access_token=a%20b&only_media= HTTP/1.1\r\nHost: a.example"


def test_a_head_is_read() -> None:
    head = heads.read_head(GET + b"\r\nUpgrade: WebSocket\r\nconnection: keep-alive, Upgrade")
    assert (head.method, head.path) == ("GET", "/api/v1/streaming/user")
    assert head.query == {"access_token": "a b", "only_media": ""}
    assert head.headers["host"] == "a.example"
    assert head.wants_websocket


def test_an_absolute_address_is_read_like_its_path() -> None:
    assert heads.read_head(b"GET http://a.example/x?y=z HTTP/1.0\r\nHost: b").path == "/x"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"GET /x",
        b"GET  /x HTTP/1.1",
        b"get /x HTTP/1.1",
        b"GET /x HTTP/2.0",
        b"GET /x HTTP/1.1\r\nno colon",
        b"GET /x HTTP/1.1\r\nHost : a",
        b"GET /x HTTP/1.1\r\nHost: a\r\n goes: on",
        b"GET /x HTTP/1.1\r\nHost: a\r\nHost: b",
        b"GET /x HTTP/1.1\r\nX: a\0b",
        b"GET /x HTTP/1.1\r\nX: a\nHost: b",
        b"GET http://[broken HTTP/1.1",
        b"GET /?" + b"&".join(b"a=b" for _ in range(60)) + b" HTTP/1.1",
        b"GET /x HTTP/1.1" + b"\r\nX: y" * 101,
    ],
)
def test_what_can_be_read_in_two_ways_is_not_read(raw: bytes) -> None:
    with pytest.raises(heads.BadHead):
        heads.read_head(raw)


@given(st.binary(max_size=300))
def test_no_head_breaks_the_reader(raw: bytes) -> None:
    with suppress(heads.BadHead):
        heads.read_head(raw)


def test_an_answer_says_how_long_it_is_and_that_it_is_the_last() -> None:
    said = heads.answer(404, b"{}", {"X-Y": "z"}, kind="application/json")
    assert said.startswith(b"HTTP/1.1 404 Not Found\r\n")
    assert said.endswith(b"\r\n\r\n{}")
    for line in (b"Content-Length: 2", b"Connection: close", b"X-Y: z"):
        assert line + b"\r\n" in said


def test_the_handshake_of_the_standard() -> None:
    assert frames.accept_key("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
    for key in ("", "short", "AAAA", "dGhlIHNhbXBsZSBub25jZQ==x", "ü"):
        assert frames.accept_key(key) is None


def sent(opcode: Opcode, data: bytes, *, fin: bool = True, mask: bool = True) -> bytes:
    """Return a frame as a client's library makes it."""
    return Frame(opcode, data, fin).serialize(mask=mask)


@given(st.binary(max_size=frames.MESSAGE_LIMIT), st.integers(1, 64))
def test_messages_come_whole_in_whatever_pieces(payload: bytes, size: int) -> None:
    raw, inbox, found = sent(Opcode.TEXT, payload), Inbox(), []
    for at in range(0, len(raw), size):
        found += inbox.feed(raw[at : at + size])
    assert found == [Message(frames.TEXT, payload)]


def test_a_message_in_parts_with_a_ping_between() -> None:
    raw = (
        sent(Opcode.TEXT, b"one ", fin=False)
        + sent(Opcode.PING, b"?")
        + sent(Opcode.CONT, b"two")
        + sent(Opcode.TEXT, b"three")
    )
    said = [(message.opcode, message.payload) for message in Inbox().feed(raw)]
    assert said == [(frames.PING, b"?"), (frames.TEXT, b"one two"), (frames.TEXT, b"three")]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (sent(Opcode.TEXT, b"x", mask=False), frames.PROTOCOL_ERROR),
        (sent(Opcode.CONT, b"x"), frames.PROTOCOL_ERROR),
        (sent(Opcode.TEXT, b"x", fin=False) + sent(Opcode.TEXT, b"y"), frames.PROTOCOL_ERROR),
        (b"\xc1\x80\0\0\0\0", frames.PROTOCOL_ERROR),
        (b"\x83\x80\0\0\0\0", frames.PROTOCOL_ERROR),
        (b"\x09\x80\0\0\0\0", frames.PROTOCOL_ERROR),
        (b"\x89\xfe\x00\x7e\0\0\0\0", frames.PROTOCOL_ERROR),
        (sent(Opcode.TEXT, b"x" * 4097), frames.TOO_BIG),
        (sent(Opcode.TEXT, b"x" * 70_000)[:12], frames.TOO_BIG),
        (
            sent(Opcode.TEXT, b"x" * 4000, fin=False) + sent(Opcode.CONT, b"x" * 200),
            frames.TOO_BIG,
        ),
    ],
    # Masks are drawn anew in each process: the tests' names must not be made of them.
    ids=range(10),
)
def test_who_breaks_the_protocol_is_told_how(raw: bytes, code: int) -> None:
    with pytest.raises(Fault) as fault:
        Inbox().feed(raw)
    assert fault.value.code == code


@given(st.binary(max_size=400))
def test_no_bytes_break_the_inbox(raw: bytes) -> None:
    with suppress(Fault):
        Inbox().feed(raw)


@given(st.sampled_from([0, 1, 125, 126, 65_535, 65_536]))
def test_our_frames_are_the_standards(size: int) -> None:
    payload = json.dumps("x" * size).encode()[:size]
    assert frames.frame(frames.TEXT, payload) == sent(Opcode.TEXT, payload, mask=False)
    assert frames.closing(1001) == sent(Opcode.CLOSE, (1001).to_bytes(2, "big"), mask=False)
