"""How far the member has read, and how they want to write and read.

Source: https://docs.joinmastodon.org/methods/markers/, …/preferences/
"""

import msgspec

from squares.api.call import Call
from squares.api.endpoint import endpoint
from squares.api.entities.marker import Marker, marker_of
from squares.api.entities.preferences import Preferences, wishes_of
from squares.members.actions.marking import mark_places
from squares.members.markers import Place, markers_of


class WantedMarkers(msgspec.Struct, kw_only=True):
    """Which markers are wanted."""

    timeline: list[str] = []


class Position(msgspec.Struct, kw_only=True):
    """What was read last."""

    last_read_id: int


class NewMarkers(msgspec.Struct, kw_only=True):
    """How far was read, by timeline."""

    home: Position | None = None
    notifications: Position | None = None


@endpoint("GET /api/v1/markers", scope="read:statuses")
def show(call: Call, params: WantedMarkers) -> dict[str, Marker]:
    """Tell how far the member has read, on whatever device."""
    found = markers_of(call.by)
    return {
        place.value: marker_of(marker)
        for place, marker in found.items()
        if place in params.timeline
    }


@endpoint("POST /api/v1/markers", scope="write:statuses")
def move(call: Call, params: NewMarkers) -> dict[str, Marker]:
    """Note how far the member has read; nothing that another device notes is lost."""
    sent = {Place.HOME: params.home, Place.NOTIFICATIONS: params.notifications}
    read = {place: position.last_read_id for place, position in sent.items() if position}
    moved = mark_places(by=call.by, read=read, at=call.at)
    return {place.value: marker_of(marker) for place, marker in moved.items()}


@endpoint("GET /api/v1/preferences", scope="read:accounts")
def preferences(call: Call) -> Preferences:
    """Tell how the member wants to write and read."""
    return wishes_of(call.by)
