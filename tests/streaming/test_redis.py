"""Redis may go away: connections stay, nothing breaks, and what was missed is made good."""

import asyncio
import contextlib
import socket
import threading
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from squares.clients.actions import revoke_all
from squares.relationships.actions.apart import block
from squares.streaming import hub, sender
from streaming.ears import Events, Running, Socket, silence_until


class Cable:
    """A wire to Redis that can be pulled out and put back."""

    def __init__(self) -> None:
        there = urlsplit(settings.REDIS_URL)
        self._there = (there.hostname, there.port)
        self._ends: list[socket.socket] = []
        self.plugged = True
        self._door = socket.create_server(("127.0.0.1", 0))
        key = f":{there.password}@" if there.password else ""
        self.url = f"redis://{key}127.0.0.1:{self._door.getsockname()[1]}{there.path}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near = self._door.accept()[0]
                if not self.plugged:
                    near.close()
                    continue
                far = socket.create_connection(self._there)
                self._ends += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65_536):
                other.sendall(data)

    def pull(self) -> None:
        self.plugged = False
        for end in self._ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._ends = []

    def close(self) -> None:
        self.pull()
        with contextlib.suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()


@pytest.fixture
def cable(plaza, monkeypatch, settings):
    made = Cable()
    settings.REDIS_URL = made.url
    monkeypatch.setattr(hub, "RETRY_SECONDS", (0.05, 0.1))
    sender._redis.cache_clear()
    yield made
    sender._redis().close()
    sender._redis.cache_clear()
    made.close()


@pytest.fixture
def own(cable) -> Running:
    """A program of our own, at the end of the cable."""
    program = Running()
    yield program
    program.stop()


def test_connections_outlive_redis_and_what_was_missed_is_made_good(plaza, own, cable) -> None:
    author = plaza.newcomer()
    reader = plaza.newcomer(follows=(author,))
    token = plaza.token(reader)
    ears = [
        Events(own.port, plaza.square.host, "/api/v1/streaming/user", token),
        Socket(own.port, plaza.square.host, "?stream=user", token),
    ]
    own.settled()
    post = plaza.say(author)
    assert [ear.next().payload["id"] for ear in ears] == [str(post)] * 2

    cable.pull()
    own.call(_wait(lambda: not own.hub.listens.is_set()))
    plaza.say(author, "Nobody hears this at once.")
    plaza.do(block, by=author, target=reader)

    cable.plugged = True
    own.call(_wait(own.hub.listens.is_set))
    own.settled()
    plaza.say(author, "The block was missed, and holds all the same.")
    for ear in ears:
        silence_until(ear, plaza.square, reader.pk)
        ear.close()


def test_a_token_revoked_while_redis_was_away_ends_when_it_is_back(plaza, own, cable) -> None:
    reader = plaza.newcomer()
    ear = Socket(own.port, plaza.square.host, "?stream=user", plaza.token(reader))
    own.settled()
    cable.pull()
    own.call(_wait(lambda: not own.hub.listens.is_set()))
    with plaza.inside():
        revoke_all(member_id=reader.pk)
    cable.plugged = True
    assert ear.next() is None
    ear.close()


async def _wait(until) -> None:
    async with asyncio.timeout(8):
        while not until():  # noqa: ASYNC110 - what happens is seen from outside
            await asyncio.sleep(0.02)
