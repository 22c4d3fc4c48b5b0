"""Django's cache on Redis, with one client for all threads: Django makes one for each command.

Making it takes longer than asking Redis; and a pool for each of very many threads would be as many
connections.
"""

from typing import Any

from django.core.cache.backends.redis import RedisCache as DjangoRedisCache
from django.core.cache.backends.redis import RedisCacheClient
from redis import Redis
from typing_extensions import override


class Client(RedisCacheClient):
    """What speaks to Redis; safe for threads, as its pool is."""

    def __init__(self, servers: Any, **options: Any) -> None:  # Any: as Django hands them on
        super().__init__(servers, **options)
        self._kept: dict[int, Redis] = {}

    @override
    def get_client(self, key: Any = None, *, write: bool = False) -> Redis:  # Any: Django's
        """Return the client of a server, made once."""
        pool = self._get_connection_pool(write)  # type: ignore[attr-defined]  # not in the stubs
        if id(pool) not in self._kept:
            self._kept[id(pool)] = Redis(connection_pool=pool)
        return self._kept[id(pool)]


_CLIENTS: dict[tuple[Any, ...], Client] = {}  # by where it is


class RedisCache(DjangoRedisCache):
    """The cache that settings name."""

    @property
    def _cache(self) -> Client:
        where = (*self._servers, *sorted(self._options.items()))  # type: ignore[attr-defined]  # not in the stubs
        if where not in _CLIENTS:
            _CLIENTS[where] = Client(self._servers, **self._options)  # type: ignore[attr-defined]  # likewise
        return _CLIENTS[where]

    @override
    def validate_key(self, key: str) -> None:
        """Take any key: Redis does; Django looks at each letter for what memcached does not."""
