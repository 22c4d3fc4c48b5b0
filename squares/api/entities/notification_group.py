"""What a member was told, those alike as one, with everyone and everything in it said once.

Source: https://docs.joinmastodon.org/methods/grouped_notifications/
"""

from collections.abc import Sequence

import msgspec

from squares.api.entities.account import Account, accounts_by_id
from squares.api.entities.kinds import Id, Moment, moment
from squares.api.entities.notification import Subject, Subjects, subjects_of
from squares.api.entities.reader import Reader
from squares.api.entities.report import Report
from squares.api.entities.status import StatusJson
from squares.api.entities.warning import AccountWarning
from squares.members.models import Member
from squares.notifications.queries.groups import Group
from squares.notifications.types import TYPES


class NotificationGroup(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Some news alike, or one alone.

    most_recent_notification_id: a number, unlike every other id (docs/decisions/0017).
    """

    group_key: str
    notifications_count: int
    type: str
    most_recent_notification_id: int
    page_min_id: Id
    page_max_id: Id
    latest_page_notification_at: Moment
    sample_account_ids: list[Id]
    status_id: Id | None = None
    report: Report | None = None
    moderation_warning: AccountWarning | None = None


class PartialAccount(msgspec.Struct, kw_only=True):
    """As much of a member as their picture needs.

    Source: https://docs.joinmastodon.org/methods/grouped_notifications/#PartialAccountWithAvatar
    """

    id: Id
    acct: str
    url: str
    avatar: str
    avatar_static: str
    locked: bool
    bot: bool


class GroupedNotificationsResults(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A page of groups.  partial_accounts: only where they were asked for."""

    accounts: list[Account]
    statuses: list[StatusJson]
    notification_groups: list[NotificationGroup]
    partial_accounts: list[PartialAccount] | None = None


def results_of(
    groups: Sequence[Group], *, viewer: Member, reader: Reader, partial: bool = False
) -> GroupedNotificationsResults:
    """Return groups as apps show them; a group that lost its post or its people is left out.

    partial: whether those whose picture alone is shown are told in part.
    Cost: 1 query, and `subjects_of`.
    """
    abouts = [Subject(group.kind, group.post_id, group.subject) for group in groups]
    accounts = accounts_by_id({n for group in groups for n in _faces(group, viewer)}, reader)
    found = subjects_of(abouts, accounts, viewer=viewer, reader=reader)
    shown = [
        (group, about)
        for group, about in zip(groups, abouts, strict=True)
        if found.stands(about, group.actor_ids)
    ]
    whole = dict.fromkeys(_faces(group, viewer)[0] for group, _ in shown)
    others = dict.fromkeys(n for group, _ in shown for n in _faces(group, viewer))
    posts = dict.fromkeys(about.post_id for _, about in shown if about.post_id)
    return GroupedNotificationsResults(
        accounts=[found.accounts[number] for number in (whole if partial else others)],
        partial_accounts=[_partial(found.accounts[n]) for n in others if n not in whole]
        if partial
        else None,
        statuses=[found.statuses[number] for number in posts if number in found.statuses],
        notification_groups=[_group(group, about, found) for group, about in shown],
    )


def _faces(group: Group, viewer: Member) -> tuple[int, ...]:
    """Return who is shown: what nobody in particular did is shown as the reader's own."""
    return group.actor_ids or (viewer.pk,)


def _group(group: Group, about: Subject, found: Subjects) -> NotificationGroup:
    return NotificationGroup(
        group_key=group.key,
        notifications_count=group.count,
        type=TYPES[group.kind],
        most_recent_notification_id=group.newest,
        page_min_id=str(group.oldest),
        page_max_id=str(group.newest),
        latest_page_notification_at=moment(group.at),
        sample_account_ids=[str(number) for number in _faces(group, found.viewer)],
        status_id=str(about.post_id) if found.status(about) is not None else None,
        report=found.report(about),
        moderation_warning=found.warning(about),
    )


def _partial(account: Account) -> PartialAccount:
    return PartialAccount(
        id=account.id,
        acct=account.acct,
        url=account.url,
        avatar=account.avatar,
        avatar_static=account.avatar_static,
        locked=account.locked,
        bot=account.bot,
    )
