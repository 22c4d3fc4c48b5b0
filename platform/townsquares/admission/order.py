"""In which order requests are given up under too much load: one table.

The lower a request stands in it, the longer it is kept (docs/decisions/0027).
"""

from dataclasses import dataclass
from enum import IntEnum


class Rank(IntEnum):
    """How soon a request is given up; the highest is served first within its square."""

    TIMELINE = 0
    READING = 1
    WORDS = 2


@dataclass(frozen=True)
class Room:
    """How far the line may have filled, in parts of the whole, where a request still joins it.

    A single square may fill half of this.
    """

    part: float
    older: bool = False


# Given up first: timelines, trends and search, for which an older page will do; then all other
# reading; last what somebody says or decides: posting, reports, moderation, signing in; and the
# figures by which an operator sees the flood.
ORDER = {
    Rank.TIMELINE: Room(0.5, older=True),
    Rank.READING: Room(0.75),
    Rank.WORDS: Room(1.0),
}

_READS = {"GET", "HEAD"}
_TIMELINES = {"/", "/public", "/people", "/tags", "/search", "/squares", "/api/v1/directory"}
_TIMELINES_BELOW = (
    "/home/", "/public/", "/tags/", "/lists/",
    "/api/v1/timelines/", "/api/v1/trends", "/api/v1/suggestions", "/api/v2/suggestions",
    "/api/v2/search", "/api/v1/accounts/search",
)  # fmt: skip
_DECISIONS_BELOW = (
    "/moderation/", "/account/", "/oauth/", "/join", "/legal/", "/reports/", "/statements/",
    "/api/v1/admin/", "/billing/", "/metrics",
)  # fmt: skip


def rank_of(method: str, path: str) -> Rank:
    """Return where a request stands.  What a browser asks before it writes stands with writing."""
    if method not in _READS or path.startswith(_DECISIONS_BELOW) or path.endswith("/report"):
        return Rank.WORDS
    if path in _TIMELINES or path.startswith(_TIMELINES_BELOW):
        return Rank.TIMELINE
    return Rank.READING
