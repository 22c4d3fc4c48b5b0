"""What a member's policy holds back, by who caused it.

Source: https://docs.joinmastodon.org/methods/notifications/#get-requests
"""

import msgspec

from squares.api.answers import Paged, PageParams
from squares.api.call import Call
from squares.api.endpoint import endpoint
from squares.api.entities.notification_policy import NotificationRequest, requests_of
from squares.notifications.actions import requests as actions
from squares.notifications.queries.requests import find_request, requests

MOST_AT_ONCE = 80


class Ids(msgspec.Struct, kw_only=True):
    """Some requests."""

    id: list[int] = []


class Merged(msgspec.Struct, kw_only=True):
    """Whether what was accepted stands among the notifications: here always at once."""

    merged: bool = True


@endpoint("GET /api/v1/notifications/requests", scope="read:notifications")
def index(call: Call, params: PageParams) -> Paged[NotificationRequest]:
    """Return of whom something waits, the latest first.  Cost: 7 statements."""
    page = requests(call.by, window=params.window(default=40, most=80))
    return Paged.of(requests_of(page.items, viewer=call.by, reader=call.reader), page)


@endpoint("GET /api/v1/notifications/requests/merged", scope="read:notifications")
def merged(call: Call) -> Merged:
    """Tell that nothing is still on its way."""
    return Merged()


@endpoint("GET /api/v1/notifications/requests/:member_id", scope="read:notifications")
def show(call: Call, member_id: int) -> NotificationRequest:
    """Return what waits of one person."""
    found = find_request(viewer=call.by, actor_id=member_id)
    return requests_of([found], viewer=call.by, reader=call.reader)[0]


@endpoint("POST /api/v1/notifications/requests/:member_id/accept", scope="write:notifications")
def accept(call: Call, member_id: int) -> None:
    """Hear one person from now on."""
    find_request(viewer=call.by, actor_id=member_id)
    actions.accept(by=call.by, actor_ids=[member_id], at=call.at)


@endpoint("POST /api/v1/notifications/requests/:member_id/dismiss", scope="write:notifications")
def dismiss(call: Call, member_id: int) -> None:
    """Remove what waits of one person."""
    find_request(viewer=call.by, actor_id=member_id)
    actions.dismiss(by=call.by, actor_ids=[member_id], at=call.at)


@endpoint("POST /api/v1/notifications/requests/accept", scope="write:notifications")
def accept_many(call: Call, params: Ids) -> None:
    """Hear some people from now on, up to 80 at once."""
    actions.accept(by=call.by, actor_ids=params.id[:MOST_AT_ONCE], at=call.at)


@endpoint("POST /api/v1/notifications/requests/dismiss", scope="write:notifications")
def dismiss_many(call: Call, params: Ids) -> None:
    """Remove what waits of some people, up to 80 at once."""
    actions.dismiss(by=call.by, actor_ids=params.id[:MOST_AT_ONCE], at=call.at)
