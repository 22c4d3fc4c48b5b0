"""Sends what happened to every streaming program, by Redis."""

import logging
from functools import lru_cache

import msgspec
from django.conf import settings
from django.db import connection
from redis import Redis
from redis.exceptions import RedisError

from squares.streaming.messages import CHANNEL, Message

log = logging.getLogger(__name__)


def send(message: Message, *, schema: str = "") -> None:
    """Tell who listens in a square; whoever hears nothing merely sees it later.

    schema: of the square, "" for the one in force.
    Cost: one Redis command, however many listen; the act that was told is never broken by it.
    """
    schema = schema or connection.schema_name  # type: ignore[attr-defined]
    try:
        _redis().publish(f"{CHANNEL}{schema}", msgspec.json.encode(message))
    except RedisError:
        log.warning("nothing is streamed: Redis does not answer")


@lru_cache(maxsize=1)
def _redis() -> Redis:
    return Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)
