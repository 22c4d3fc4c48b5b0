"""Sends an event of the square in force to every streaming process, by Redis."""

import logging
from functools import lru_cache

import msgspec
from django.conf import settings
from django.db import connection
from redis import Redis
from redis.exceptions import RedisError

from squares.streaming.hub import CHANNEL, Event

log = logging.getLogger(__name__)


def send(event: Event) -> None:
    """Tell open pages of this square; a page that hears nothing merely shows it later.

    Cost: one Redis command, and none of the caller's time when Redis is away.
    """
    schema: str = connection.schema_name  # type: ignore[attr-defined]
    try:
        _redis().publish(f"{CHANNEL}{schema}", msgspec.json.encode(event))
    except RedisError:
        log.warning("an event was not streamed: Redis does not answer")


@lru_cache(maxsize=1)
def _redis() -> Redis:
    return Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)
