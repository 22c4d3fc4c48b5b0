"""Announcements: read, put away, answered with an emoji.

Source: https://docs.joinmastodon.org/methods/announcements/
"""

import msgspec

from squares.api.call import Call
from squares.api.endpoint import endpoint
from squares.api.entities.announcement import Announcement, announcement_of
from squares.charter.actions import announce
from squares.charter.announcements import announcements


class ListParams(msgspec.Struct, kw_only=True):
    """Whether those put away are wanted too."""

    with_dismissed: bool = False


@endpoint("GET /api/v1/announcements")
def index(call: Call, params: ListParams) -> list[Announcement]:
    """Return what is announced now, in the order in which it was.  Cost: 3 statements at most."""
    cards = announcements(viewer=call.by, at=call.at, dismissed=params.with_dismissed)
    return [announcement_of(card, call.reader) for card in cards]


@endpoint("POST /api/v1/announcements/:announcement_id/dismiss", scope="write:accounts")
def dismiss(call: Call, announcement_id: int) -> None:
    """Put an announcement away; harmless when done."""
    announce.dismiss_announcement(by=call.by, announcement_id=announcement_id, at=call.at)


@endpoint("PUT /api/v1/announcements/:announcement_id/reactions/:name", scope="write:favourites")
def react(call: Call, announcement_id: int, name: str) -> None:
    """Answer with an emoji, or the shortcode of one of the square's own."""
    announce.react(by=call.by, announcement_id=announcement_id, name=name, at=call.at)


@endpoint("DELETE /api/v1/announcements/:announcement_id/reactions/:name", scope="write:favourites")
def take_back(call: Call, announcement_id: int, name: str) -> None:
    """Take an emoji back; harmless when done."""
    announce.take_back(by=call.by, announcement_id=announcement_id, name=name, at=call.at)
