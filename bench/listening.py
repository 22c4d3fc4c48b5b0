"""Thousands of connections that listen and note when something comes, in one process.

They read and remember a moment, no more: what they cost is not to be mistaken for what the
streaming program costs.
"""

import asyncio
import time
from collections.abc import Sequence
from typing import cast

from typing_extensions import override

from bench.targets import Targets
from embedded.trouble import Trouble

_AT_ONCE = 50
_PATIENCE_SECONDS = 60


class Ear(asyncio.Protocol):
    """One connection by one token.  opened: whether the stream has begun."""

    __slots__ = ("_heard", "_mark", "_request", "lost", "opened", "transport")

    def __init__(self, request: bytes, mark: bytes, heard: list[float]) -> None:
        self._request = request
        self._mark = mark
        self._heard = heard
        self.opened = asyncio.get_running_loop().create_future()
        self.lost = False
        self.transport: asyncio.Transport | None = None

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self.transport.write(self._request)

    @override
    def data_received(self, data: bytes) -> None:
        if self._mark in data:
            self._heard.append(time.perf_counter())
        elif not self.opened.done():
            self.opened.set_result(data.split(b" ", 2)[1])

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self.lost = True
        if not self.opened.done():
            self.opened.set_result(b"nothing")


class Ears:
    """Many connections.  heard: when each of them received what was published last."""

    def __init__(self, told: Targets) -> None:
        self._told = told
        self.heard: list[float] = []
        self.open: list[Ear] = []

    async def listen(self, kind: str, tokens: Sequence[str]) -> None:
        """Open one connection for each token: "events" or "socket", each to its `user` stream.

        Raises: Trouble, where one is not let in.
        """
        for start in range(0, len(tokens), _AT_ONCE):
            some = [await self._one(kind, token) for token in tokens[start : start + _AT_ONCE]]
            for ear in some:
                status = await asyncio.wait_for(ear.opened, _PATIENCE_SECONDS)
                if status not in {b"200", b"101"}:
                    raise Trouble(f"A stream answered {status.decode()}.")
            self.open += some

    async def wait(self, many: int, *, seconds: float = 10) -> None:
        """Wait until so many have heard something.

        Raises: Trouble.
        """
        until = time.perf_counter() + seconds
        while len(self.heard) < many:
            if time.perf_counter() > until:
                raise Trouble(f"Only {len(self.heard)} of {many} connections heard a post.")
            await asyncio.sleep(0.05)

    def close(self) -> None:
        """Let all of them go."""
        for ear in self.open:
            if ear.transport is not None:
                ear.transport.abort()
        self.open = []

    async def _one(self, kind: str, token: str) -> Ear:
        told = self._told
        if kind == "events":
            lines = [f"GET /api/v1/streaming/user HTTP/1.1\r\nHost: {told.host}"]
            mark = b"event: update"
        else:
            lines = [
                f"GET /api/v1/streaming?stream=user HTTP/1.1\r\nHost: {told.host}",
                "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            ]
            mark = b'"event":"update"'
        request = "\r\n".join([*lines, f"Authorization: Bearer {token}", "", ""]).encode()
        loop = asyncio.get_running_loop()
        return (
            await loop.create_connection(
                lambda: Ear(request, mark, self.heard), told.address, told.streaming_port
            )
        )[1]
