"""What apps ask of notifications, alike for those one by one and those in groups."""

from collections.abc import Collection

import msgspec

from squares.api.call import Call
from squares.members.markers import Place, markers_of
from squares.notifications.rules import Kind
from squares.notifications.types import SPOKEN_TYPES, kinds_of

COUNTED, MOST_COUNTED = 100, 1000


class KindParams(msgspec.Struct, kw_only=True):
    """Which types are wanted, all if none are named, and how many are counted at most."""

    types: list[str] = []
    exclude_types: list[str] = []
    limit: int | None = None


def wanted_kinds(types: Collection[str], exclude_types: Collection[str]) -> frozenset[Kind]:
    """Return the kinds an app wants; what Mastodon has no word for is never among them."""
    return kinds_of(set(types or SPOKEN_TYPES) - set(exclude_types))


def counted(limit: int | None) -> int:
    """Return up to how many to count."""
    return COUNTED if limit is None or limit < 1 else min(limit, MOST_COUNTED)


def last_read(call: Call) -> int:
    """Return up to which notification the member has read, 0 for none."""
    marker = markers_of(call.by).get(Place.NOTIFICATIONS)
    return marker.last_read_id if marker else 0
