"""What a member was told, one by one.

Source: https://docs.joinmastodon.org/entities/Notification/
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from squares.api.entities.account import Account, accounts_by_version
from squares.api.entities.kinds import Id, Moment, moment
from squares.api.entities.reader import Reader
from squares.api.entities.report import Report, report_of
from squares.api.entities.status import StatusJson, statuses_by_id
from squares.api.entities.warning import AccountWarning, warning_of
from squares.members.models import Member
from squares.moderation.actions.report import Reported
from squares.moderation.queries.reported import first_reports
from squares.moderation.queries.statements import statements_among
from squares.notifications.queries.listing import News
from squares.notifications.queries.told import Told
from squares.notifications.rules import LONE, Kind
from squares.notifications.types import TYPES
from squares.posts.cards.reading import known_cards_for

_ABOUT_POSTS = frozenset(TYPES) - {
    Kind.FOLLOW,
    Kind.FOLLOW_REQUEST,
    Kind.JOINED,
    Kind.REPORTED,
    Kind.MEASURE,
}


class Notification(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One thing that happened; what is not about a post, a report or a warning has none.

    group_key: under which it is shown as one with others.  filtered: it waits as a request.
    """

    id: Id
    type: str
    created_at: Moment
    group_key: str
    account: Account
    filtered: bool = False
    status: StatusJson | None = None
    report: Report | None = None
    moderation_warning: AccountWarning | None = None


@dataclass(frozen=True)
class Subject:
    """What a notification, or a group of them, is about.

    post_id: also of what is not shown with its post.  number: of a statement or a case.
    """

    kind: Kind
    post_id: int | None
    number: int | None


@dataclass(frozen=True)
class Subjects:
    """What many notifications are about, fetched together.

    accounts: of whoever caused them, by number.
    """

    viewer: Member
    accounts: Mapping[int, Account]
    statuses: Mapping[int, StatusJson]
    reports: Mapping[int, Report]
    warnings: Mapping[int, AccountWarning]

    def status(self, about: Subject) -> StatusJson | None:
        """Return the post it is about."""
        return self.statuses.get(about.post_id or 0) if about.kind in _ABOUT_POSTS else None

    def report(self, about: Subject) -> Report | None:
        """Return the report it tells of."""
        return self.reports.get(about.number or 0) if about.kind is Kind.REPORTED else None

    def warning(self, about: Subject) -> AccountWarning | None:
        """Return the measure it tells of."""
        return self.warnings.get(about.number or 0) if about.kind is Kind.MEASURE else None

    def stands(self, about: Subject, actor_ids: Iterable[int]) -> bool:
        """Tell whether all is there that apps insist on: word, people, post, report, measure."""
        met = all(number in self.accounts for number in actor_ids)
        return about.kind in TYPES and met and self._is_there(about)

    def _is_there(self, about: Subject) -> bool:
        if about.kind in _ABOUT_POSTS:
            return self.status(about) is not None
        if about.kind is Kind.REPORTED:
            return self.report(about) is not None
        return about.kind is not Kind.MEASURE or self.warning(about) is not None


def subjects_of(
    abouts: Collection[Subject], accounts: Mapping[int, Account], *, viewer: Member, reader: Reader
) -> Subjects:
    """Fetch what many notifications are about.

    accounts: of whoever caused them; and the viewer's, where nobody in particular did.
    Cost: as `known_cards_for` and `statuses_of` for posts, 1 query each for reports and
    statements, none for what is not there.
    """
    posts = dict.fromkeys(a.post_id for a in abouts if a.post_id and a.kind in _ABOUT_POSTS)
    cards = known_cards_for(list(posts), viewer)
    cases = first_reports({a.number for a in abouts if a.number and a.kind is Kind.REPORTED})
    measures = statements_among(
        member=viewer, ids={a.number for a in abouts if a.number and a.kind is Kind.MEASURE}
    )
    return Subjects(
        viewer=viewer,
        accounts=accounts,
        statuses=statuses_by_id(cards, reader),
        reports={
            number: report_of([Reported(row, row.case, answered=False)], row.case.member, reader)
            for number, row in cases.items()
        },
        warnings={
            number: warning_of(card, accounts[viewer.pk]) for number, card in measures.items()
        },
    )


def notifications_of(news: Sequence[News], *, viewer: Member, reader: Reader) -> list[Notification]:
    """Return notifications as apps show them; what lost its post or its people is left out.

    What nobody in particular did is shown as the reader's own, as Mastodon does.
    Cost: as `accounts_by_version` and `subjects_of`.
    """
    accounts = accounts_by_version({one.who_id: one.version for one in news}, reader)
    abouts = [subject_of(one.told) for one in news]
    found = subjects_of(abouts, accounts, viewer=viewer, reader=reader)
    return [
        _notification(one, about, found)
        for one, about in zip(news, abouts, strict=True)
        if found.stands(about, [one.who_id])
    ]


def subject_of(told: Told) -> Subject:
    """Return what a notification is about."""
    return Subject(told.kind, told.post_id, told.subject)


def _notification(news: News, about: Subject, found: Subjects) -> Notification:
    told = news.told
    return Notification(
        id=str(told.id),
        type=TYPES[about.kind],
        created_at=moment(told.at),
        group_key=told.group_key or f"{LONE}{told.id}",
        account=found.accounts[news.who_id],
        filtered=told.filtered,
        status=found.status(about),
        report=found.report(about),
        moderation_warning=found.warning(about),
    )
