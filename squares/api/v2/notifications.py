"""What a member was told, those alike as one; and how they receive news of strangers.

Source: https://docs.joinmastodon.org/methods/grouped_notifications/
"""

from typing import Literal

import msgspec

from commons.pages import Page
from squares.api.answers import Answer, Paged, PageParams, links
from squares.api.call import Call
from squares.api.endpoint import endpoint
from squares.api.entities.account import Account, accounts_by_id
from squares.api.entities.count import Count
from squares.api.entities.notification_group import GroupedNotificationsResults, results_of
from squares.api.entities.notification_policy import NotificationPolicy, policy_of
from squares.api.news_params import KindParams, counted, last_read, wanted_kinds
from squares.notifications.actions.clear import dismiss_group
from squares.notifications.actions.policy import change_policy
from squares.notifications.queries import policies
from squares.notifications.queries.groups import (
    Group,
    actors_of_group,
    count_groups,
    find_group,
    groups,
)
from squares.notifications.queries.requests import count_waiting
from squares.notifications.rules import GROUPABLE, Kind, Reception
from squares.notifications.types import kinds_of


class GroupParams(PageParams, kw_only=True):
    """Which notifications are wanted, and which of them as one.

    expand_accounts: "partial_avatars" tells only the picture of all but the first of a group.
    """

    types: list[str] = []
    exclude_types: list[str] = []
    grouped_types: list[str] | None = None
    include_filtered: bool = False
    expand_accounts: Literal["full", "partial_avatars"] = "full"


class CountParams(KindParams, kw_only=True):
    """What is counted, and which of it as one."""

    grouped_types: list[str] | None = None


class PolicyParams(msgspec.Struct, kw_only=True):
    """The lines to change."""

    for_not_following: Reception | None = None
    for_not_followers: Reception | None = None
    for_new_accounts: Reception | None = None
    for_private_mentions: Reception | None = None
    for_limited_accounts: Reception | None = None


@endpoint("GET /api/v2/notifications", scope="read:notifications")
def index(call: Call, params: GroupParams) -> Answer[GroupedNotificationsResults]:
    """Return what happened, the latest group first.  Cost: up to 9 statements."""
    page = groups(
        call.me,
        window=params.window(default=40, most=80),
        kinds=wanted_kinds(params.types, params.exclude_types),
        grouped=_grouped(params.grouped_types),
        filtered=params.include_filtered,
    )
    partial = params.expand_accounts == "partial_avatars"
    found = results_of(page.items, viewer=call.me, reader=call.reader, partial=partial)
    return Answer(found, headers=_link(call, page))


@endpoint("GET /api/v2/notifications/unread_count", scope="read:notifications")
def unread_count(call: Call, params: CountParams) -> Count:
    """Return how many groups have something newer than the member's marker, up to a limit."""
    found = count_groups(
        call.by,
        since=last_read(call),
        limit=counted(params.limit),
        kinds=wanted_kinds(params.types, params.exclude_types),
        grouped=_grouped(params.grouped_types),
    )
    return Count(count=found)


@endpoint("GET /api/v2/notifications/policy", scope="read:notifications")
def policy(call: Call) -> NotificationPolicy:
    """Return how the member receives news of people they do not know."""
    return policy_of(policies.policy_of(call.by), count_waiting(call.by))


@endpoint("PATCH /api/v2/notifications/policy", scope="write:notifications")
@endpoint("PUT /api/v2/notifications/policy", scope="write:notifications")
def update_policy(call: Call, params: PolicyParams) -> NotificationPolicy:
    """Change some lines of the policy."""
    lines = {
        name.removeprefix("for_"): line
        for name, line in msgspec.structs.asdict(params).items()
        if line is not None
    }
    return policy_of(change_policy(by=call.by, at=call.at, **lines), count_waiting(call.by))


@endpoint("GET /api/v2/notifications/:group_key", scope="read:notifications")
def show(call: Call, group_key: str) -> GroupedNotificationsResults:
    """Return one group."""
    found = find_group(viewer=call.by, key=group_key)
    return results_of([found], viewer=call.by, reader=call.reader)


@endpoint("POST /api/v2/notifications/:group_key/dismiss", scope="write:notifications")
def dismiss(call: Call, group_key: str) -> None:
    """Remove one group; harmless when it is gone."""
    dismiss_group(by=call.by, key=group_key)


@endpoint("GET /api/v2/notifications/:group_key/accounts", scope="read:notifications")
def accounts(call: Call, group_key: str, params: PageParams) -> Paged[Account]:
    """Return everyone in a group, the latest first.  Cost: 2 statements."""
    window = params.window(default=40, most=80)
    page = actors_of_group(viewer=call.by, key=group_key, window=window)
    people = accounts_by_id([number for _, number in page.items if number], call.reader)
    found = [people[number] for _, number in page.items if number in people]
    return Paged.of(found, page)


def _grouped(types: list[str] | None) -> frozenset[Kind]:
    return GROUPABLE if types is None else GROUPABLE & kinds_of(types)


def _link(call: Call, page: Page[Group]) -> dict[str, str]:
    neighbours = Paged[Group]([], page.older, page.newest)
    query = dict(call.request.GET.lists())
    link = links(neighbours, call.base + call.request.path, query)
    return {"Link": link} if link else {}
