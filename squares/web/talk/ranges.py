"""Which part of a file a browser asks for, so that a film can be wound forward.

Source: RFC 9110, section 14.
"""

import re
from dataclasses import dataclass

_ONE_SPAN = re.compile(r"\s*bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class Span:
    """The bytes from `first` to `last`, both counted in."""

    first: int
    last: int

    @property
    def length(self) -> int:
        """How many bytes that is; 0 where nothing of the file is asked for."""
        return max(0, self.last - self.first + 1)


def span_of(header: str, size: int) -> Span | None:
    """Return the span that a Range header asks for of a file of so many bytes.

    Returns: None where the whole file is the answer: no range, one that cannot be read, or
    several at once, which nobody needs.  A span of length 0 cannot be satisfied: that is a 416.
    """
    asked = _ONE_SPAN.fullmatch(header)
    if asked is None or asked.groups() == ("", ""):
        return None
    first, last = asked.groups()
    if not first:  # the last so many bytes
        return Span(max(0, size - int(last)), size - 1) if int(last) else Span(size, size - 1)
    if last and int(last) < int(first):
        return None
    return Span(min(int(first), size), min(int(last), size - 1) if last else size - 1)
