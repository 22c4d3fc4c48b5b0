"""Who listens in this process, and what each is told.

One Redis subscription serves every open connection of the process. Each connection has a short
queue; a reader too slow to empty it is dropped and comes back by itself, so nobody's slowness
fills our memory.
"""

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import msgspec
from redis.asyncio import Redis
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

CHANNEL = "stream:"
QUEUE_LENGTH = 64


class Event(msgspec.Struct, omit_defaults=True):
    """What happened in a square, by ids only: the page fetches what it may see.

    kind: "post", "gone" (a post was hidden or deleted), "told" (a notification), "ties" (whom a
    member follows has changed).  author: of a post.  member: whom a notification or tie concerns.
    """

    kind: str
    post: int = 0
    author: int = 0
    member: int = 0
    public: bool = False


@dataclass(eq=False)
class Listener:
    """One open connection: where, who, and whose posts it wants."""

    schema: str
    member: int = 0
    follows: frozenset[int] = frozenset()
    queue: asyncio.Queue[Event | None] = field(
        default_factory=lambda: asyncio.Queue(maxsize=QUEUE_LENGTH)
    )

    def wants(self, event: Event) -> bool:
        """Say whether this connection may and would hear of an event."""
        if event.kind in {"told", "ties"}:
            return event.member == self.member != 0
        if event.kind == "gone":
            return True
        if self.member:
            return event.author in self.follows or event.author == self.member
        return event.public


class Hub:
    """The listeners of this process, by square."""

    def __init__(self, redis_url: str) -> None:
        self._redis_url = redis_url
        self._listeners: dict[str, set[Listener]] = defaultdict(set)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to listen to Redis."""
        self._task = asyncio.create_task(self._listen_forever())

    async def stop(self) -> None:
        """Let every connection go."""
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        for listener in [one for many in self._listeners.values() for one in many]:
            self._drop(listener)

    @contextlib.asynccontextmanager
    async def joined(self, listener: Listener) -> AsyncIterator[Listener]:
        """Hear a square's events for as long as the context lasts."""
        self._listeners[listener.schema].add(listener)
        try:
            yield listener
        finally:
            self._listeners[listener.schema].discard(listener)
            if not self._listeners[listener.schema]:
                del self._listeners[listener.schema]

    def tell(self, schema: str, event: Event) -> None:
        """Give an event to those in one square who may hear it."""
        for listener in tuple(self._listeners.get(schema, ())):
            if not listener.wants(event):
                continue
            if event.kind == "ties" or listener.queue.full():
                self._drop(listener)
            else:
                listener.queue.put_nowait(event)

    def _drop(self, listener: Listener) -> None:
        """End a connection; the browser opens it anew and is asked who it is again."""
        while not listener.queue.empty():
            listener.queue.get_nowait()
        listener.queue.put_nowait(None)

    async def _listen_forever(self) -> None:
        while True:
            try:
                await self._listen()
            except (RedisError, OSError):
                log.warning("Redis does not answer; trying again")
                await asyncio.sleep(1)

    async def _listen(self) -> None:
        async with Redis.from_url(self._redis_url) as redis, redis.pubsub() as subscription:
            await subscription.psubscribe(f"{CHANNEL}*")
            async for message in subscription.listen():
                if message["type"] == "pmessage":
                    schema = message["channel"].decode().removeprefix(CHANNEL)
                    self.tell(schema, msgspec.json.decode(message["data"], type=Event))
