"""What is sent is read before there is work: somebody's slow line keeps nobody else waiting."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from tempfile import SpooledTemporaryFile
from threading import Lock
from typing import Any

from townsquares.middleware import MAX_BODY

_PIECE, _IN_MEMORY = 16_384, 1_000_000
# How slow a line may be: so many seconds in any case, and one more for so many bytes.
_PATIENCE_SECONDS, _BYTES_A_SECOND = 20.0, 4_096

Environ = dict[str, Any]  # Any: WSGI's own


class TooSlow(Exception):
    """What is sent comes too slowly to be waited for."""


@dataclass
class Bodies:
    """How many are being read: in all, and of one square."""

    most: int = 24
    most_of_one: int = 12
    clock: Callable[[], float] = time.monotonic
    _reading: Counter[str] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock)

    def read(self, environ: Environ, *, square: str) -> bool:
        """Put a body that was read whole in the place of the line; False where too many are.

        Who asked closes it.  Raises: TooSlow.
        """
        length = _length(environ)
        if not 0 < length <= MAX_BODY:  # nothing, or more than is read at all
            environ["wsgi.input"] = BytesIO()
            return True
        with self._lock:
            if self._reading.total() >= self.most or self._reading[square] >= self.most_of_one:
                return False
            self._reading[square] += 1
        try:
            environ["wsgi.input"] = self._whole(environ["wsgi.input"], length)
        finally:
            with self._lock:
                self._reading[square] -= 1
                if not self._reading[square]:
                    del self._reading[square]
        return True

    def _whole(self, line: Any, length: int) -> Any:  # Any: files of either kind
        if length <= _PIECE:
            return BytesIO(line.read(length))
        begun, left = self.clock(), length
        body = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - goes with the request
        while left and (piece := line.read(min(left, _PIECE))):
            body.write(piece)
            left -= len(piece)
            if self.clock() - begun > _PATIENCE_SECONDS + (length - left) / _BYTES_A_SECOND:
                body.close()
                raise TooSlow
        body.seek(0)
        return body


def _length(environ: Environ) -> int:
    text = environ.get("CONTENT_LENGTH") or "0"
    return int(text[:20]) if text.isdecimal() and text.isascii() else 0
