"""What is sent is read before there is work: somebody's slow line keeps nobody else waiting."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from io import SEEK_END, BytesIO
from ipaddress import ip_address
from tempfile import SpooledTemporaryFile
from threading import Lock
from typing import Any

from commons.limits import network_of
from townsquares.middleware import MAX_BODY, address_in

_PIECE, _IN_MEMORY = 16_384, 1_000_000
# How slow a line may be: so many seconds in any case, and one more for so many bytes.
_PATIENCE_SECONDS, _BYTES_A_SECOND = 20.0, 4_096

Environ = dict[str, Any]  # Any: WSGI's own


class NotWhole(Exception):
    """What is sent comes too slowly to be waited for, or has ended before its end."""


@dataclass(frozen=True)
class _Reading:
    """One that is being read.  line: from where it comes, "" from this machine itself."""

    begun: float
    square: str
    line: str


@dataclass
class Bodies:
    """How many are being read: in all, of one square, and of one line.

    One that takes long stands in nobody's way any more, since a line that falls silent cannot be
    told from a slow one; but it still counts for its line and for the threads there are.
    """

    most: int = 14
    most_of_one: int = 9
    most_of_a_line: int = 6
    most_with_slow: int = 16
    clock: Callable[[], float] = time.monotonic
    _reading: list[_Reading] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def read(self, environ: Environ, *, square: str, line: str = "") -> bool:
        """Put a body that was read whole in the place of the line; False where too many are.

        Who asked closes it.  Raises: NotWhole.
        """
        in_chunks = bool(environ.get("HTTP_TRANSFER_ENCODING"))
        length = MAX_BODY + 1 if in_chunks else _length(environ)
        if not in_chunks and not 0 < length <= MAX_BODY:  # nothing, or more than is read at all
            environ["wsgi.input"] = BytesIO()
            return True
        reading = _Reading(self.clock(), square, line)
        with self._lock:
            if self._is_full(reading):
                return False
            self._reading.append(reading)
        try:
            environ["wsgi.input"] = body = self._whole(environ["wsgi.input"], length)
            came = body.seek(0, SEEK_END)
            body.seek(0)
            if in_chunks:  # Django reads as much as was announced, and refuses what is too much
                environ["CONTENT_LENGTH"] = str(came)
            elif came < length:  # half a post is none
                body.close()
                raise NotWhole
        finally:
            with self._lock:
                self._reading.remove(reading)
        return True

    def _is_full(self, new: _Reading) -> bool:
        late = new.begun - _PATIENCE_SECONDS
        lately = [one.square for one in self._reading if one.begun > late]
        return (
            len(lately) >= self.most
            or lately.count(new.square) >= self.most_of_one
            or len(self._reading) >= self.most_with_slow
            or sum(bool(new.line) and one.line == new.line for one in self._reading)
            >= self.most_of_a_line
        )

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
                raise NotWhole
        body.seek(0)
        return body


def _length(environ: Environ) -> int:
    text = environ.get("CONTENT_LENGTH") or "0"
    return int(text[:20]) if text.isdecimal() and text.isascii() else 0


def line_of(environ: Environ) -> str:
    """Return under what a sender is counted: as limits count, "" for this machine itself."""
    address = address_in(environ)
    try:
        return "" if ip_address(address).is_loopback else network_of(address)
    except ValueError:
        return network_of(address)
