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
from redis import Redis
from redis.exceptions import RedisError

from commons.redis_line import line

log = logging.getLogger(__name__)

_CHANNEL, _BETWEEN = "forgotten", "\n"
_SOUND_SECONDS, _AGAIN_SECONDS = 5.0, 1.0


def forget_everywhere(made: Collection[str]) -> None:
    """Delete keys in Redis, and let every process know; `made` as the cache makes them.

    Raises: RedisError.  Cost: one round trip, however many.
    """
    with line().pipeline(transaction=False) as pipe:
        pipe.delete(*made)
        pipe.publish(_CHANNEL, _BETWEEN.join(made))
        pipe.execute()


class Ear:
    """What hears in this process what is forgotten anywhere.

    hear: is called with the keys, in another thread; with None where some may have been missed.
    """

    def __init__(self, hear: Callable[[list[str] | None], None]) -> None:
        self._hear, self._lock = hear, Lock()
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
            except (RedisError, OSError):
                if self._listens:
                    log.warning("what others forget is not heard: Redis does not answer")
                self._listens = False
                self._tell(None)
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
                    self._tell(None)
                    self._listens = True
                elif told["type"] == "message":
                    self._tell(told["data"].decode().split(_BETWEEN))

    def _tell(self, keys: list[str] | None) -> None:
        self._heard += 1
        self._hear(keys)
