"""How far a member has read, so that every device goes on where another stopped."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from squares.members.models import Member


class Place(StrEnum):
    """What is read on and on; Mastodon's names."""

    HOME = "home"
    NOTIFICATIONS = "notifications"


@dataclass(frozen=True)
class Marker:
    """How far one place was read.

    last_read_id: of a post or a notification.  version: how often it was moved.
    Source: https://docs.joinmastodon.org/entities/Marker/
    """

    last_read_id: int
    version: int
    updated_at: datetime


def markers_of(member: Member) -> dict[Place, Marker]:
    """Return how far a member has read, by place; places never marked are missing."""
    return {
        place: Marker(
            last_read_id=row["last_read_id"],
            version=row["version"],
            updated_at=datetime.fromisoformat(row["updated_at"]),
        )
        for place in Place
        if (row := member.markers.get(place.value))
    }
