"""The one connection of a process to Redis, beside Django's cache: limits, lanes, figures."""

from functools import lru_cache

from django.conf import settings
from redis import Redis


@lru_cache(maxsize=1)
def line() -> "Redis":
    """Return the connection; it is made at the first command, and anew after a fork.

    A command waits a second at most, so that Redis away is noticed and not waited for.
    """
    return Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)
