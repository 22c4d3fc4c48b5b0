"""Rate limits in Redis: how often one key may do one thing.

Keys carry the square through the cache's key function, so nobody is throttled for what happened
in another square. Without Redis nothing is limited: the place stays up.
"""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil
from threading import Lock

from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError

from commons.errors import TooMany
from commons.recent import Recent
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
        full = used >= allowed or not weight
        free = seconds * (1 + (1 / max(1, allowed) if full else (used + 1 - allowed) / weight))
        raise TooMany(retry_after=max(1, ceil(free - gone)))


def spend(limits: Mapping[str, int], *, seconds: int) -> Budget:
    """Count one use of several keys at once, and return the budget of which least is left.

    limits: how often each key may be used in a window; windows of one length begin together.
    A process takes a thirtieth of a budget at a time: the limit holds, and what is left may seem
    so much less to who is answered by another process.
    Without Redis, or where nothing is throttled, every budget is whole.
    Cost: one round trip to Redis where such a part begins, else none.
    """
    window = int(time.time()) // seconds
    resets_at = datetime.fromtimestamp((window + 1) * seconds, UTC)
    named = {f"spent:{key}:{seconds}:{window}": limit for key, limit in limits.items()}
    parts = _parts(named, seconds) if settings.THROTTLED else {}
    left = list[tuple[int, int]]()
    times: int = settings.LIMITS_TIMES
    with _LOCK:
        for name, limit in named.items():
            allowed = limit * times
            left.append((parts[name].use() if name in parts else allowed, allowed))
    remaining, limit = min(left)
    return Budget(limit, max(0, remaining), resets_at, spent=remaining < 0)


def network_of(address: str) -> str:
    """Return what is counted as one place: an IPv4 address, or the /64 of an IPv6 one."""
    try:
        place = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(place, IPv6Address):
        if place.ipv4_mapped is not None:
            return str(place.ipv4_mapped)
        return str(ip_network((place, 64), strict=False).network_address)
    return str(place)


@dataclass
class _Part:
    """What a process may hand out of a budget, and what was left for all when it took that."""

    own: int
    others: int

    def use(self) -> int:
        """Hand one out; return how many are left, -1 where that was one too many."""
        if not self.own:
            return -1
        self.own -= 1
        return self.own + self.others


_LOCK = Lock()
_PARTS = Recent[_Part](seconds=3600.0, most=50_000)


def _parts(named: Mapping[str, int], seconds: int) -> dict[str, _Part]:
    """Return the parts to hand out of, taking what is needed; none where Redis is away.

    One that is empty while nothing is left for anybody is not asked for again.
    """
    parts = {name: part for name in named if (part := _PARTS.get(name)) is not None}
    wanted = [n for n in named if n not in parts or (not parts[n].own and parts[n].others)]
    if not wanted:
        return parts
    try:
        with line().pipeline(transaction=False) as pipe:
            for name in wanted:
                pipe.incrby(cache.make_key(name), _share(named[name]))
                pipe.expire(cache.make_key(name), seconds)
            taken = pipe.execute()[::2]
    except RedisError:
        log.warning("rate limits are not counted: Redis does not answer")
        return {}
    for name, total in zip(wanted, taken, strict=True):
        free = named[name] * settings.LIMITS_TIMES - total
        parts[name] = _Part(max(0, _share(named[name]) + min(0, free)), max(0, free))
        _PARTS.put(name, parts[name])
    return parts


def _share(limit: int) -> int:
    return max(1, limit // 30)
