"""What a member was told, one by one, and clearing it away.

Source: https://docs.joinmastodon.org/methods/notifications/
"""

import msgspec

from squares.api.answers import Paged, PageParams, bearable_id
from squares.api.call import Call
from squares.api.endpoint import endpoint
from squares.api.entities.count import Count
from squares.api.entities.notification import Notification, notifications_of
from squares.api.news_params import KindParams, counted, last_read, wanted_kinds
from squares.notifications.actions import clear
from squares.notifications.errors import NotificationNotFound
from squares.notifications.queries.listing import count_newer, find_news, listing


class ListParams(PageParams, kw_only=True):
    """Which notifications are wanted.  account_id: only of this one, held back or not."""

    types: list[str] = []
    exclude_types: list[str] = []
    account_id: int | None = None
    include_filtered: bool = False


class Named(msgspec.Struct, kw_only=True):
    """One notification, named in the body as apps of old do."""

    id: int


class Several(msgspec.Struct, kw_only=True):
    """Some notifications."""

    ids: list[int] = []


@endpoint("GET /api/v1/notifications", scope="read:notifications")
def index(call: Call, params: ListParams) -> Paged[Notification]:
    """Return what happened, the latest first.  Cost: 1 query, and `notifications_of`."""
    page = listing(
        call.me,
        window=params.window(default=40, most=80),
        kinds=wanted_kinds(params.types, params.exclude_types),
        actor_id=bearable_id(params.account_id),
        filtered=params.include_filtered or params.account_id is not None,
    )
    found = notifications_of(page.items, viewer=call.me, reader=call.reader)
    return Paged.of(found, page)


@endpoint("GET /api/v1/notifications/unread_count", scope="read:notifications")
def unread_count(call: Call, params: KindParams) -> Count:
    """Return how much is newer than the member's marker, up to a limit."""
    kinds = wanted_kinds(params.types, params.exclude_types)
    found = count_newer(call.by, since=last_read(call), limit=counted(params.limit), kinds=kinds)
    return Count(count=found)


@endpoint("GET /api/v1/notifications/:notification_id", scope="read:notifications")
def show(call: Call, notification_id: int) -> Notification:
    """Return one notification."""
    news = find_news(viewer=call.me, notification_id=notification_id)
    found = notifications_of([news], viewer=call.me, reader=call.reader)
    if not found:
        raise NotificationNotFound
    return found[0]


@endpoint("POST /api/v1/notifications/clear", scope="write:notifications")
def clear_all(call: Call) -> None:
    """Remove everything but what is held back."""
    clear.clear_all(by=call.by)


@endpoint("POST /api/v1/notifications/:notification_id/dismiss", scope="write:notifications")
def dismiss(call: Call, notification_id: int) -> None:
    """Remove one notification."""
    clear.dismiss(by=call.by, notification_id=notification_id)


@endpoint("POST /api/v1/notifications/dismiss", scope="write:notifications", deprecated=True)
def dismiss_named(call: Call, params: Named) -> None:
    """Remove one notification, as before Mastodon 3."""
    clear.dismiss(by=call.by, notification_id=params.id)


@endpoint("DELETE /api/v1/notifications/destroy_multiple", scope="write:notifications")
def dismiss_many(call: Call, params: Several) -> None:
    """Remove some notifications; those that are gone already are passed over."""
    clear.dismiss_many(by=call.by, notification_ids=params.ids)
