"""Rate limits in Redis: how often one key may do one thing.

Keys carry the square through the cache's key function, so nobody is throttled for what happened
in another square. Without Redis nothing is limited: the place stays up.
"""

import logging

from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError

from commons.errors import TooMany

log = logging.getLogger(__name__)


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
    if used > limit:
        raise TooMany(retry_after=seconds)
