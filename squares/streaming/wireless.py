"""The one subscription to Redis by which a streaming program hears of every square."""

import asyncio
from collections.abc import Callable

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from squares.streaming.messages import CHANNEL

ASK_SECONDS, SILENT_SECONDS = 10, 25


async def listen(
    redis_url: str, begun: Callable[[], None], heard: Callable[[str, bytes], None]
) -> None:
    """Listen until Redis goes away; whoever calls does so again.

    begun: called when the subscription stands.  heard: called with a schema and a message.
    Nothing is retried in here: what was missed in between must be noticed.
    Raises: RedisError, OSError.
    """
    redis = Redis.from_url(
        redis_url, retry=Retry(NoBackoff(), 0), socket_connect_timeout=5, socket_keepalive=True
    )
    async with redis, redis.pubsub() as subscription:
        await subscription.psubscribe(f"{CHANNEL}*")
        await _take(subscription, begun, heard)


async def _take(
    subscription: PubSub, begun: Callable[[], None], heard: Callable[[str, bytes], None]
) -> None:
    loop = asyncio.get_running_loop()
    last = loop.time()
    while True:
        message = await subscription.get_message(timeout=ASK_SECONDS)
        if message is None:
            if loop.time() - last > SILENT_SECONDS:
                raise OSError("Redis says nothing any more")
            await subscription.ping()
            continue
        last = loop.time()
        if message["type"] == "psubscribe":
            begun()
        elif message["type"] == "pmessage":
            heard(message["channel"].decode().removeprefix(CHANNEL), message["data"])
