"""Lets connections in: pages of ours by their session, apps by their token and either transport.

Source: https://docs.joinmastodon.org/methods/streaming/
"""

import logging
from typing import Protocol

from squares.streaming import door
from squares.streaming.bounds import Share, place_of
from squares.streaming.desk import Desk
from squares.streaming.entrance import BEYOND, Guest, app_of, page_of, refuse_stream
from squares.streaming.listener import Listener
from squares.streaming.place import Place
from squares.streaming.streams import Kind, Refused, Stream, named
from squares.streaming.wire import frames
from squares.streaming.wire.heads import Head

log = logging.getLogger(__name__)

MOST_WAITING, MOST_STREAMS = 2_000, 50


class House(Protocol):
    """What reception needs to know of the whole."""

    desk: Desk
    places: dict[str, Place]

    def settle(self, line: Listener, guest: Guest, share: Share) -> bool:
        """Let a guest's connection hear from now on."""


async def receive(house: House, line: Listener, head: Head) -> None:
    """Answer what a connection asks for, whatever happens."""
    said = door.simple_answer(head)
    if said is not None:
        line.answer(said)
        return
    try:
        await _open(house, line, head)
    except Refused as refused:
        line.answer(door.refusal(refused.status, refused.words, refused.retry_after))
    except Exception:
        log.exception("a stream could not be opened")
        line.answer(door.refusal(500, "We're sorry, but something went wrong on our end."))


async def _open(house: House, line: Listener, head: Head) -> None:
    """Open a page's stream or an app's.  Raises: Refused."""
    if house.desk.waiting > MOST_WAITING:
        raise Refused(503, "Too many come at once", retry_after=5)
    if head.path == "/events":
        await _open_page(house, line, head)
    elif head.path.startswith(door.STREAMING):
        await _open_app(house, line, head)
    else:
        raise Refused(404, door.NOT_FOUND)


async def take(house: House, line: Listener, text: bytes) -> None:
    """Do what an app says over its WebSocket."""
    said = door.read_message(text)
    if said is None:
        return
    verb, wanted = said
    try:
        stream = named(**wanted)
        if verb == "unsubscribe":
            line.streams = tuple(one for one in line.streams or () if not one.is_like(stream))
        else:
            await _subscribe(house, line, stream)
    except Refused as refused:
        line.send(frames.frame(frames.TEXT, door.complaint(refused)))
    except Exception:
        log.exception("a stream could not be added")
        line.end(frames.TRY_LATER)


async def _open_page(house: House, line: Listener, head: Head) -> None:
    host, session = head.headers.get("host", ""), door.session_of(head)
    guest = await house.desk.ask(None, page_of, host, session)
    if house.settle(line, guest, _share(guest, head, line)):
        # When we start anew, pages come back one after another and not all in one second.
        again = b"retry: %d\n" % (2_000 + line.slot * 400)
        line.go_on_as_events(door.page_headers(head), again + door.THUMP)


async def _open_app(house: House, line: Listener, head: Head) -> None:
    """Open a stream of events, or a WebSocket, on which a wrong stream is complained of later."""
    key = _key(head) if head.wants_websocket else ""
    stream, wrong = None, None
    try:
        stream = door.first_stream(head)
    except Refused as refused:
        if not key or refused.status == 404:
            raise
        wrong = refused
    host, token = head.headers.get("host", ""), door.token_of(head)
    guest = await house.desk.ask(None, app_of, host, token, None if key else stream)
    line.streams = () if key or stream is None else (stream,)
    line.scopes = _shared(guest.scopes)
    line.notifies = guest.may("read:notifications")
    if not house.settle(line, guest, _share(guest, head, line)):
        return
    if not key:
        line.go_on_as_events(door.OPEN | door.CORS, door.THUMP)
        return
    line.go_on_as_socket(head, key)
    try:
        if wrong is not None:
            raise wrong
        if stream is not None:
            await _subscribe(house, line, stream)
    except Refused as refused:
        line.send(frames.frame(frames.TEXT, door.complaint(refused)))


async def _subscribe(house: House, line: Listener, stream: Stream) -> None:
    """Add a stream to what a WebSocket hears; one that it hears already is added once.

    Raises: Refused.
    """
    place = house.places.get(line.share.schema) if line.share is not None else None
    if place is None or line.reader is None or _has(line, stream):
        return
    if len(line.streams or ()) >= MOST_STREAMS:
        raise Refused(429, "Too many streams")
    guest = Guest(place.square, line.reader.member_id, line.token_id, line.scopes)
    if not guest.may(stream.scope):
        raise Refused(403, BEYOND)
    if stream.kind is Kind.LIST:
        await house.desk.ask(place.square, refuse_stream, guest, stream)
    if not _has(line, stream):
        line.streams = (*(line.streams or ()), stream)


def _has(line: Listener, stream: Stream) -> bool:
    return any(one.is_like(stream) for one in line.streams or ())


def _key(head: Head) -> str:
    """Return the answer to a client's key.

    Raises: Refused.  Source: RFC 6455, section 4.2.1.
    """
    key = frames.accept_key(head.headers.get("sec-websocket-key", ""))
    if key is None or head.headers.get("sec-websocket-version") != "13":
        raise Refused(400, "This is no WebSocket handshake")
    return key


def _share(guest: Guest, head: Head, line: Listener) -> Share:
    """Return under what a connection is counted."""
    peer = line.transport.get_extra_info("peername") if line.transport is not None else None
    address = door.address_of(head, str(peer[0]) if peer else "")
    return Share(guest.square.schema_name, guest.token_id, place_of(address))


_scopes: dict[tuple[str, ...], tuple[str, ...]] = {}


def _shared(scopes: tuple[str, ...]) -> tuple[str, ...]:
    """Return one and the same tuple for the same scopes: nearly all apps ask for these."""
    if len(_scopes) > 1_000:
        _scopes.clear()
    return _scopes.setdefault(scopes, scopes)
