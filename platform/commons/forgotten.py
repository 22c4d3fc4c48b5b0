"""What any process forgets, all others forget with it, as soon as Redis has told them.

Each listens in a thread of its own. So what a process has at hand is old for about a millisecond
after a change elsewhere; where Redis tells nothing, it is kept for two seconds only.
"""

import logging
import os
import time
from collections.abc import Callable, Collection
from threading import Lock, Thread

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from redis import Redis

from commons.redis_line import line

log = logging.getLogger(__name__)

_CHANNEL, _BETWEEN = "forgotten", "\n"
_SOUND_SECONDS, _AGAIN_SECONDS = 5.0, 1.0


def forget_everywhere(keys: Collection[str]) -> None:
    """Delete keys of the square in force in Redis, and let every process know.

    Raises: RedisError.  Cost: one round trip, however many.
    """
    schema: str = connection.schema_name  # type: ignore[attr-defined]  # our own backend has it
    with line().pipeline(transaction=False) as pipe:
        pipe.delete(*map(cache.make_key, keys))
        pipe.publish(_CHANNEL, _BETWEEN.join((schema, *keys)))
        pipe.execute()


class Ear:
    """What hears in this process what is forgotten anywhere.

    hear: is called with a schema and the keys, in another thread.
    miss: is called where something may have been missed.
    """

    def __init__(self, hear: Callable[[str, list[str]], None], miss: Callable[[], None]) -> None:
        self._hear, self._miss, self._lock = hear, miss, Lock()
        self._pid, self._heard, self._listens = 0, 0, False

    @property
    def listens(self) -> bool:
        """Whether everything is heard at present; begins to listen, in each process anew."""
        if self._pid != os.getpid():
            self._begin()
        return self._listens

    @property
    def heard(self) -> int:
        """How often something was heard: what was read before that may be old."""
        return self._heard

    def _begin(self) -> None:
        with self._lock:
            if self._pid == os.getpid():
                return
            self._pid, self._listens = os.getpid(), False
            Thread(target=self._listen, name="forgotten", daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                self._follow()
            except Exception as fault:  # noqa: BLE001 - who hears nothing must know it, whatever the reason
                if self._listens:
                    log.warning("what others forget is not heard: %s", type(fault).__name__)
                self._listens = False
                self._tell_miss()
                time.sleep(_AGAIN_SECONDS)

    def _follow(self) -> None:
        """Listen until the connection is lost.  Raises: RedisError."""
        redis = Redis.from_url(
            settings.REDIS_URL,
            socket_timeout=_SOUND_SECONDS,
            socket_connect_timeout=1,
            health_check_interval=_SOUND_SECONDS,
        )
        with redis, redis.pubsub() as ear:  # type: ignore[no-untyped-call]  # not in its types
            ear.subscribe(_CHANNEL)
            while True:
                told = ear.get_message(timeout=_SOUND_SECONDS)
                if told is None:
                    ear.ping()  # a line that is dead says nothing, and fails here
                elif told["type"] == "subscribe":
                    self._tell_miss()
                    self._listens = True
                elif told["type"] == "message":
                    schema, *keys = told["data"].decode().split(_BETWEEN)
                    self._heard += 1
                    self._hear(schema, keys)

    def _tell_miss(self) -> None:
        self._heard += 1
        self._miss()
