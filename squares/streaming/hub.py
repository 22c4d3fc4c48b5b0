"""The streaming program's own state: who listens in which square, and what Redis says happened.

One subscription serves every open connection of the process, and one clock beats them all.
"""

import asyncio
import logging
from collections.abc import Awaitable

import msgspec
from redis.exceptions import RedisError

from commons import measures
from squares.streaming import reception, wireless
from squares.streaming.bounds import Bounds, Share
from squares.streaming.desk import Desk
from squares.streaming.door import CORS, THUMP
from squares.streaming.entrance import Guest, still_standing
from squares.streaming.listener import Listener
from squares.streaming.messages import Message
from squares.streaming.place import Place
from squares.streaming.telling import tell
from squares.streaming.wire import frames, heads
from squares.streaming.wire.heads import Head
from squares.streaming.wire.line import State

log = logging.getLogger(__name__)

BEAT_SECONDS = 15
CHECK_SECONDS = 30
SAY_SECONDS = 10
ARRIVAL_SECONDS = 20
PAGE_SECONDS = 900  # then the browser comes back, and is asked anew who it is
RETRY_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0)
MOST_SAID = 100
LAST_WORDS = 10  # tenths of a second in which everybody may hear that we go


class Hub:
    """Everybody who listens in this process."""

    def __init__(self, redis_url: str) -> None:
        self.places: dict[str, Place] = {}
        self.bounds = Bounds()
        self.present: set[Listener] = set()
        self.desk = Desk()
        self.listens = asyncio.Event()
        self._redis_url = redis_url
        self._tasks: set[asyncio.Task[None]] = set()
        self._arriving: dict[Listener, int] = {}
        self._pages: dict[Listener, int] = {}
        self._slots: list[set[Listener]] = [set() for _ in range(BEAT_SECONDS)]
        self._second = 0

    def start(self) -> None:
        """Begin to listen to Redis, and to the clock."""
        self._beside(self._listen_forever())
        self._beside(self._tick_forever())

    async def stop(self) -> None:
        """Let every connection go, in good form."""
        for place in tuple(self.places.values()):
            place.stop()
            place.end(lambda line: True, frames.GOING_AWAY)
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for _ in range(LAST_WORDS):
            if not self.present:
                break
            await asyncio.sleep(0.1)
        for line in tuple(self.present):
            line.drop()
        await asyncio.to_thread(self.desk.close)

    # Connections

    def arrive(self, line: Listener) -> None:
        """Take note of a new connection, or turn it away where the machine takes no more."""
        self.present.add(line)
        if len(self.present) > self.bounds.whole:
            full = {**CORS, "Retry-After": "30"}
            line.answer(heads.answer(503, b'{"error":"This server is full"}', full))
        else:
            self._arriving[line] = self._second + ARRIVAL_SECONDS

    def ask(self, line: Listener, head: Head) -> None:
        """Answer what a connection asks for."""
        self._beside(reception.receive(self, line, head))

    def message(self, line: Listener, text: bytes) -> None:
        """Do what an app says over its WebSocket; one that never stops talking is let go."""
        line.said_lately += 1
        if line.said_lately > MOST_SAID:
            line.end(frames.POLICY)
        else:
            self._beside(reception.take(self, line, text))

    def settle(self, line: Listener, guest: Guest, share: Share) -> bool:
        """Let a guest's connection hear from now on; False where it is gone already.

        Raises: Refused, 429 or 503.
        """
        if line.state is not State.OPENING:
            return False
        self.bounds.take(share)
        line.share = share
        place = self.places.get(share.schema)
        if place is None:
            place = self.places[share.schema] = Place(guest.square, self.desk, tell)
        place.square = guest.square
        self._arriving.pop(line, None)
        line.slot = len(self.present) % BEAT_SECONDS
        self._slots[line.slot].add(line)
        if line.is_page:
            self._pages[line] = self._second + PAGE_SECONDS
        place.join(line, guest.member_id)
        return True

    def leave(self, line: Listener) -> None:
        """Forget a connection that is gone."""
        self.present.discard(line)
        self._arriving.pop(line, None)
        self._pages.pop(line, None)
        if line.share is None:
            return
        self._slots[line.slot].discard(line)
        self.bounds.give_back(line.share)
        place = self.places.get(line.share.schema)
        if place is not None:
            place.leave(line)
            if place.is_empty:
                place.stop()
                del self.places[line.share.schema]

    def _beside(self, work: Awaitable[None]) -> None:
        """Do something beside; a task that nobody holds may vanish."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # What happened

    def hear(self, schema: str, message: bytes) -> None:
        """Take what happened in a square, if anybody here listens in it."""
        place = self.places.get(schema)
        if place is None:
            return
        try:
            place.hear(msgspec.json.decode(message, type=Message))
        except msgspec.MsgspecError:
            log.exception("a message could not be read")

    async def _listen_forever(self) -> None:
        """Listen to Redis; while it is away connections stay open, and are told nothing."""
        failed = 0
        while True:
            try:
                await wireless.listen(self._redis_url, self._heard_again, self.hear)
            except (RedisError, OSError):
                failed = 1 if self.listens.is_set() else failed + 1
                self.listens.clear()
                pause = RETRY_SECONDS[min(failed, len(RETRY_SECONDS)) - 1]
                log.warning("Redis does not answer; trying again in %s s", pause)
                await asyncio.sleep(pause)
            except Exception:  # whatever it is, those who listen are not left without a word
                log.exception("listening failed")
                await asyncio.sleep(RETRY_SECONDS[-1])

    def _heard_again(self) -> None:
        """What changed meanwhile was not heard: read it, one square after another."""
        self.listens.set()
        for place in self.places.values():
            place.freshen()
        if self.places:
            self._beside(self._check())

    # The clock

    async def _tick_forever(self) -> None:
        while True:
            await asyncio.sleep(1)
            self._second += 1
            try:
                self._tick()
            except Exception:
                log.exception("the clock missed a beat")
            if self._second % CHECK_SECONDS == 0:
                self._beside(self._check())
            if self._second % SAY_SECONDS == 0:
                count = len(self.present)
                self._beside(asyncio.to_thread(measures.say, "streaming_connections", count))

    def _tick(self) -> None:
        for line in tuple(self._slots[self._second % BEAT_SECONDS]):
            line.said_lately = 0
            line.beat(THUMP)
        for waiting, end in ((self._arriving, Listener.drop), (self._pages, _end)):
            for line, until in tuple(waiting.items()):
                if until > self._second:
                    break  # those that came later end later
                waiting.pop(line, None)
                end(line)

    async def _check(self) -> None:
        """End what is open by a token or in a square that stands no longer.

        Redis tells this at once; here it is found even if that was lost.
        """
        for place in tuple(self.places.values()):
            asked = {line.token_id for line in place.lines if line.token_id}
            try:
                found = await self.desk.ask(None, still_standing, place.square, list(asked))
            except Exception:
                log.exception("tokens could not be looked at")
            else:
                place.keep(*found, asked=asked)


def _end(line: Listener) -> None:
    line.end(frames.NORMAL)
