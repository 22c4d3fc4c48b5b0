"""The streaming program: a plain ASGI application beside the web server.

`uvicorn squares.streaming.program:application`. It answers `GET /events` on a square's host with
server-sent events for as long as the page is open: ids only, the page fetches what it shows.
Source: https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import asyncio
import contextlib
import os
from http.cookies import SimpleCookie
from typing import Any

import django
from asgiref.sync import sync_to_async

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "townsquares.settings")  # noqa: TID251 - an entry
django.setup()

import msgspec  # noqa: E402 - Django must be ready first
from django.conf import settings  # noqa: E402
from django.db import close_old_connections  # noqa: E402

from squares.streaming.hub import Hub, Listener  # noqa: E402
from squares.streaming.visitors import listener_for  # noqa: E402

HEARTBEAT_SECONDS = 15
OPEN_SECONDS = 900  # then the browser comes back, and is asked anew who it is

hub = Hub(settings.REDIS_URL)

Message = dict[str, Any]  # Any: ASGI's messages are maps of many kinds


async def application(scope: Message, receive: Any, send: Any) -> None:
    """Serve one connection (ASGI 3)."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
    elif scope["type"] == "http":
        await _answer(scope, receive, send)


async def _live(receive: Any, send: Any) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            hub.start()
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await hub.stop()
            await send({"type": "lifespan.shutdown.complete"})
            return


async def _answer(scope: Message, receive: Any, send: Any) -> None:
    if scope["path"] == "/healthz":
        await _say(send, 200, b"OK")
        return
    if scope["path"] != "/events" or scope["method"] != "GET":
        await _say(send, 404, b"There is nothing here.")
        return
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    host = headers.get("host", "").rsplit(":", 1)[0].lower()
    session = SimpleCookie(headers.get("cookie", "")).get(settings.SESSION_COOKIE_NAME)
    listener = await sync_to_async(_look)(host, session.value if session else "")
    if listener is None:
        await _say(send, 404, b"There is no square at this address.")
        return
    await _stream(listener, headers.get("origin", ""), host, receive, send)


def _look(host: str, session_key: str) -> Listener | None:
    close_old_connections()
    return listener_for(host, session_key)


async def _say(send: Any, status: int, text: bytes) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text})


async def _stream(listener: Listener, origin: str, host: str, receive: Any, send: Any) -> None:
    headers = [
        (b"content-type", b"text/event-stream"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
    ]
    # The page stands on the same host, but on the web server's port: only it may read this.
    if origin.rpartition("://")[2].rsplit(":", 1)[0] == host:
        headers += [
            (b"access-control-allow-origin", origin.encode("latin-1")),
            (b"access-control-allow-credentials", b"true"),
        ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    async with hub.joined(listener):
        gone = asyncio.create_task(_until_gone(receive))
        telling = asyncio.create_task(_tell(listener, send))
        _, left = await asyncio.wait(
            {gone, telling}, timeout=OPEN_SECONDS, return_when=asyncio.FIRST_COMPLETED
        )
        for task in left:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
    with contextlib.suppress(OSError):
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _until_gone(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _tell(listener: Listener, send: Any) -> None:
    body = b"retry: 3000\n: open\n\n"
    while True:
        await send({"type": "http.response.body", "body": body, "more_body": True})
        try:
            event = await asyncio.wait_for(listener.queue.get(), HEARTBEAT_SECONDS)
        except TimeoutError:
            body = b": still here\n\n"
            continue
        if event is None:
            return
        body = b"event: %s\ndata: %s\n\n" % (event.kind.encode(), msgspec.json.encode(event))
