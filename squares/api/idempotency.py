"""Doing a thing once, however often an app sends it: phones lose their network halfway.

Source: https://docs.joinmastodon.org/methods/statuses/#headers
"""

import logging
import time
from collections.abc import Callable
from hashlib import sha256

from django.core.cache import cache
from redis.exceptions import RedisError

from squares.api.call import Call
from squares.api.errors import ValidationFailed

log = logging.getLogger(__name__)

# DIES_SECONDS: after which a call that has not ended is taken to have died with its process.
KEPT_SECONDS, WAITS_SECONDS, DIES_SECONDS = 3600, 10, 60
_UNDER_WAY = 0


def once(call: Call, act: Callable[[], int]) -> int:
    """Do what makes a row, or return the number of the one that this key made before.

    The key is the member's own.  Two at once: the second waits for the first. Without Redis every
    call is done.
    Raises: ValidationFailed, where the first does not end in ten seconds.
    """
    given = call.header("Idempotency-Key")
    if not given:
        return act()
    name = f"once:{call.by.pk}:{sha256(given.encode()).hexdigest()}"
    try:
        if not cache.add(name, _UNDER_WAY, DIES_SECONDS):
            return _made(name)
    except RedisError:
        log.warning("nothing is done once only: Redis does not answer")
        return act()
    try:
        number = act()
    except BaseException:
        _note(name, None)
        raise
    _note(name, number)
    return number


def _note(name: str, number: int | None) -> None:
    """Note what was made, or that nothing was; what was done is done, with Redis or without."""
    try:
        cache.delete(name) if number is None else cache.set(name, number, KEPT_SECONDS)
    except RedisError:
        log.warning("what was made is not noted: Redis does not answer")


def _made(name: str) -> int:
    until = time.monotonic() + WAITS_SECONDS
    while time.monotonic() < until:
        number = cache.get(name)
        if number is None:
            break
        if number != _UNDER_WAY:
            return int(number)
        time.sleep(0.05)
    raise ValidationFailed(reason="The same request is still under way")
