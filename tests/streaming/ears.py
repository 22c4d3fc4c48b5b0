"""Clients of both transports, as simple as can be, and the streaming program in a thread."""

import asyncio
import json
import socket
import threading
from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from typing import Any, NamedTuple

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from squares.streaming.hub import Hub
from squares.streaming.messages import Message
from squares.streaming.program import close_house, open_house
from squares.streaming.sender import send
from tenants.context import inside
from tenants.models.square import Square

PATIENCE = 5.0


class Heard(NamedTuple):
    """One event.  stream: only over a WebSocket, which carries several."""

    event: str
    payload: Any
    stream: tuple[str, ...] = ()


class Running:
    """The streaming program on a port of its own, in a thread of this process."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.hub: Hub
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._ready.wait(PATIENCE)
        self.call(asyncio.wait_for(self.hub.listens.wait(), PATIENCE))

    def call(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Do something in the program's own loop."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(PATIENCE * 2)

    def on_loop(self, work: Callable[[], Any]) -> Any:
        async def run() -> Any:
            return work()

        return self.call(run())

    def settled(self) -> None:
        """Wait until everybody who connected is known with all their ties."""

        async def wait() -> None:
            for place in tuple(self.hub.places.values()):
                await place.idle()

        self.call(wait())

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(self._serve())
        self.loop.close()

    async def _serve(self) -> None:
        self._stop = asyncio.Event()
        self.hub, server = await open_house("127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        await close_house(self.hub, server)


class Events:
    """Lines of events over plain HTTP."""

    def __init__(self, port: int, host: str, path: str, token: str = "", **headers: str) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        named = {"Host": f"{host}:{port}", **{k.replace("_", "-"): v for k, v in headers.items()}}
        if token:
            named["Authorization"] = f"Bearer {token}"
        lines = [f"GET {path} HTTP/1.1", *(f"{name}: {text}" for name, text in named.items())]
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode())
        self._file = self.socket.makefile("rb")
        self.status = int(self._file.readline().split()[1])
        self.headers: dict[str, str] = {}
        while line := self._file.readline().decode().strip():
            name, _, text = line.partition(": ")
            self.headers[name.lower()] = text
        self.beats = 0

    def next(self) -> Heard | None:
        """Return the next event, None at the end."""
        event, payload = "", ""
        while line := self._file.readline().decode():
            line = line.rstrip("\n")
            if line.startswith(":"):
                self.beats += 1
            elif line.startswith("event: "):
                event = line.removeprefix("event: ")
            elif line.startswith("data: "):
                payload = line.removeprefix("data: ")
            elif not line and event:
                return Heard(event, None if payload == "undefined" else json.loads(payload))
        return None

    def body(self) -> bytes:
        """Return all that is left, of an answer that ends."""
        return self._file.read()

    def close(self) -> None:
        self._file.close()
        self.socket.close()


class Socket:
    """A WebSocket, as any client's library makes it."""

    def __init__(self, port: int, host: str, query: str = "", token: str = "", **how: Any) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        sock = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self._open = ExitStack()
        self._open.callback(sock.close)
        self.client = self._open.enter_context(
            connect(
                f"ws://{host}:{port}/api/v1/streaming{query}",
                sock=sock,
                additional_headers=headers,
                open_timeout=PATIENCE,
                close_timeout=1,
                **how,
            )
        )

    def say(self, **message: Any) -> None:
        self.client.send(json.dumps(message))

    def frame(self) -> dict[str, Any] | None:
        """Return the next message as it came, None at the end."""
        try:
            return json.loads(self.client.recv(PATIENCE))
        except ConnectionClosed:
            return None

    def next(self) -> Heard | None:
        """Return the next event, None at the end."""
        found = self.frame()
        if found is None:
            return None
        payload = json.loads(found["payload"]) if "payload" in found else None
        return Heard(found["event"], payload, tuple(found["stream"]))

    def close(self) -> None:
        self._open.close()


def silence_until(ear: Events | Socket, square: Square, member_id: int) -> None:
    """Assert that a member's `user` stream says nothing before a sign that is given now.

    What happened before the sign was sent before it, and is told before it.
    """
    with inside(square):
        send(Message("filters", member=member_id))
    heard = ear.next()
    assert heard is not None
    assert heard.event == "filters_changed", heard
