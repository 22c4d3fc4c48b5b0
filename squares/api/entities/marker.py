"""How far a member has read.

Source: https://docs.joinmastodon.org/entities/Marker/
"""

import msgspec

from squares.api.entities.kinds import Id, Moment, moment
from squares.members.markers import Marker as Row


class Marker(msgspec.Struct, kw_only=True):
    """How far one timeline was read, on whatever device."""

    last_read_id: Id
    version: int
    updated_at: Moment


def marker_of(row: Row) -> Marker:
    """Return a marker as apps read it."""
    return Marker(
        last_read_id=str(row.last_read_id), version=row.version, updated_at=moment(row.updated_at)
    )
