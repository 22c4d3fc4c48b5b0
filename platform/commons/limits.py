"""Rate limits in Redis: how often one key may do one thing.

Keys carry the square through the cache's key function, so nobody is throttled for what happened
in another square. Without Redis nothing is limited: the place stays up.
"""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil

from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError

from commons.errors import TooMany
from commons.redis_line import line

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Budget:
    """What is left of a limit in its present window.

    remaining: never below 0.  spent: whether this very use was one too many.
    """

    limit: int
    remaining: int
    resets_at: datetime
    spent: bool = False


def hit(key: str, *, limit: int, seconds: int) -> None:
    """Count one use of a key, with those of the time just past.

    Of the window before, so much counts as a window that slides still covers; so nobody does
    twice as much around the turn of two windows.
    Raises: TooMany, with retry_after in seconds, on the first use beyond the limit.
    Cost: one round trip to Redis.
    """
    if not settings.THROTTLED:
        return
    window, gone = divmod(time.time(), seconds)
    names = [cache.make_key(f"limit:{key}:{seconds}:{window - back:.0f}") for back in (0, 1)]
    try:
        with line().pipeline(transaction=False) as pipe:
            pipe.incr(names[0])
            pipe.expire(names[0], 2 * seconds)
            pipe.get(names[1])
            used, _, before = pipe.execute()
    except RedisError:  # the limit is a courtesy; Redis away must not close the square
        log.warning("rate limits are not counted: Redis does not answer")
        return
    allowed = limit * settings.LIMITS_TIMES
    # What was refused does not weigh on the window after it.
    weight = min(int(before or 0), allowed)
    if used + weight * (1 - gone / seconds) > allowed:
        full = used >= allowed
        free = seconds * (1 + (1 / allowed if full else (used + 1 - allowed) / weight))
        raise TooMany(retry_after=max(1, ceil(free - gone)))


def spend(limits: Mapping[str, int], *, seconds: int) -> Budget:
    """Count one use of several keys at once, and return the budget of which least is left.

    limits: how often each key may be used in a window; windows of one length begin together.
    Without Redis, or where nothing is throttled, every budget is whole.
    Cost: one round trip to Redis.
    """
    window = int(time.time()) // seconds
    resets_at = datetime.fromtimestamp((window + 1) * seconds, UTC)
    used = _count([cache.make_key(f"spent:{key}:{seconds}:{window}") for key in limits], seconds)
    allowed = [limit * settings.LIMITS_TIMES for limit in limits.values()]
    left = [(limit - count, limit) for count, limit in zip(used, allowed, strict=True)]
    remaining, limit = min(left)
    return Budget(limit, max(0, remaining), resets_at, spent=remaining < 0)


def _count(names: list[str], seconds: int) -> list[int]:
    if not settings.THROTTLED:
        return [0] * len(names)
    try:
        with line().pipeline(transaction=False) as pipe:
            for name in names:
                pipe.incr(name)
                pipe.expire(name, seconds)
            return list(pipe.execute()[::2])
    except RedisError:
        log.warning("rate limits are not counted: Redis does not answer")
        return [0] * len(names)
