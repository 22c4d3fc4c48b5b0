"""Doing a thing once, however often an app sends it: phones lose their network halfway.

Source: https://docs.joinmastodon.org/methods/statuses/#headers
"""

import time
from collections.abc import Callable
from hashlib import sha256

from django.core.cache import cache

from squares.api.call import Call
from squares.api.errors import ValidationFailed

KEPT_SECONDS, WAITS_SECONDS = 3600, 10
_UNDER_WAY = 0


def once(call: Call, act: Callable[[], int]) -> int:
    """Do what makes a row, or return the number of the one that this key made before.

    The key is the member's own.  Two at once: the second waits for the first.
    Raises: ValidationFailed, where the first does not end in ten seconds.
    """
    given = call.header.get("Idempotency-Key", "")
    if not given:
        return act()
    name = f"once:{call.by.pk}:{sha256(given.encode()).hexdigest()}"
    if not cache.add(name, _UNDER_WAY, KEPT_SECONDS):
        return _made(name)
    try:
        number = act()
    except BaseException:
        cache.delete(name)
        raise
    cache.set(name, number, KEPT_SECONDS)
    return number


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
