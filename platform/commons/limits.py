"""Rate limits in Redis: how often one key may do one thing.

Keys carry the square through the cache's key function, so nobody is throttled for what happened
in another square. Without Redis nothing is limited: the place stays up.
"""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

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
    """Count one use of a key in a fixed window.

    Raises: TooMany, with retry_after in seconds, on the first use beyond the limit.
    Cost: two Redis commands.
    """
    if not settings.THROTTLED:
        return
    name = f"limit:{key}:{seconds}"
    try:
        cache.add(name, 0, timeout=seconds)
        used = cache.incr(name)
    except ValueError:  # it ran out between the two commands
        return
    except RedisError:  # the limit is a courtesy; Redis away must not close the square
        log.warning("rate limits are not counted: Redis does not answer")
        return
    if used > limit * settings.LIMITS_TIMES:
        raise TooMany(retry_after=seconds)


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
