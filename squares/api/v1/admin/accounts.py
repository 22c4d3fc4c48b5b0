"""Members, for those who run the square: who waits, who is restricted, and restricting.

Every measure is the desk's own: it needs a rule and facts, and the member reads both.
Source: https://docs.joinmastodon.org/methods/admin/accounts/
"""

import msgspec
from django.utils.translation import gettext as _

from squares.api.answers import Paged, PageParams
from squares.api.call import Call
from squares.api.endpoint import endpoint
from squares.api.entities.admin.account import AdminAccount, admin_account_of
from squares.api.errors import ValidationFailed
from squares.api.v1.admin.standing import NotAllowed, moderator
from squares.members.actions.joining import approve_member, refuse_member
from squares.members.models import Member, Role
from squares.members.queries import find_waiting
from squares.members.roster import Sought, find_in_roster, roster
from squares.moderation.actions.case import keep_case
from squares.moderation.actions.measure import lift_measure, take_measure
from squares.moderation.actions.report import open_case
from squares.moderation.models.measure import Measure
from squares.moderation.queries.cases import rule_cited_in
from squares.moderation.queries.reports import find_reported, measures_upon

ACCOUNTS, MOST_ACCOUNTS = 100, 200
_STATES = {
    "active": frozenset({Member.State.ACTIVE.value, Member.State.SILENCED.value}),
    "pending": frozenset({Member.State.PENDING.value}),
    "silenced": frozenset({Member.State.SILENCED.value}),
    "suspended": frozenset({Member.State.SUSPENDED.value}),
    "disabled": frozenset[str](),
    "sensitized": frozenset[str](),
}
_ROLES = {"2": Role.MODERATOR.value, "3": Role.OWNER.value, "-99": Role.MEMBER.value}
_MEASURES = {"silence": Measure.Kind.SILENCE_MEMBER, "suspend": Measure.Kind.SUSPEND_MEMBER}


class SoughtParams(PageParams, kw_only=True):
    """What both generations ask by.  E-mail addresses and places of sign-in find nobody."""

    username: str = ""
    display_name: str = ""
    by_domain: str = ""
    email: str = ""
    ip: str = ""


class AccountsV1Params(SoughtParams, kw_only=True):
    """Which members are wanted, one switch a state."""

    local: bool = False
    remote: bool = False
    active: bool = False
    pending: bool = False
    disabled: bool = False
    silenced: bool = False
    suspended: bool = False
    sensitized: bool = False
    staff: bool = False


class AccountsV2Params(SoughtParams, kw_only=True):
    """Which members are wanted, by one word a question."""

    origin: str = ""
    status: str = ""
    permissions: str = ""
    role_ids: list[str] = []
    invited_by: str = ""


class ActionParams(msgspec.Struct, kw_only=True):
    """What is to be done with a member, and why; `text` is read by them."""

    type: str = "none"
    report_id: int | None = None
    warning_preset_id: str | None = None
    text: str = ""
    send_email_notification: bool = True


@endpoint("GET /api/v1/admin/accounts", scope="admin:read:accounts")
def index(call: Call, params: AccountsV1Params) -> Paged[AdminAccount]:
    """List members in whatever state, those who came last first.  Cost: 1 statement."""
    asked = {name for name in _STATES if getattr(params, name)}
    states = frozenset[str]().union(*(_STATES[name] for name in asked)) if asked else None
    sought = _sought(params, states=states, staff=params.staff)
    return _listed(call, params, sought, elsewhere=params.remote and not params.local)


@endpoint("GET /api/v2/admin/accounts", scope="admin:read:accounts")
def index_v2(call: Call, params: AccountsV2Params) -> Paged[AdminAccount]:
    """List members in whatever state, those who came last first.  Cost: 1 statement."""
    if params.status and params.status not in _STATES:
        raise ValidationFailed(reason="Status is not included in the list")
    roles = frozenset(_ROLES.get(number, "") for number in params.role_ids)
    sought = _sought(
        params,
        states=_STATES.get(params.status),
        staff=params.permissions == "staff",
        roles=roles or None,
    )
    return _listed(call, params, sought, elsewhere=params.origin == "remote" or params.invited_by)


@endpoint("GET /api/v1/admin/accounts/:account_id", scope="admin:read:accounts")
def show(call: Call, account_id: int) -> AdminAccount:
    """Return one member in whatever state."""
    return _account(call, account_id)


@endpoint("POST /api/v1/admin/accounts/:account_id/approve", scope="admin:write:accounts")
def approve(call: Call, account_id: int) -> AdminAccount:
    """Let in somebody who waits."""
    approve_member(member=_waiting(call, account_id), by=moderator(call), at=call.at)
    return _account(call, account_id)


@endpoint("POST /api/v1/admin/accounts/:account_id/reject", scope="admin:write:accounts")
def reject(call: Call, account_id: int) -> AdminAccount:
    """Do not let in somebody who waits; apps send no reason, and that is what they read."""
    member = _waiting(call, account_id)
    words = _("The moderators decided not to let you in, and gave no reason.")
    refuse_member(member=member, by=moderator(call), reason=words, at=call.at)
    return _account(call, account_id)


@endpoint("DELETE /api/v1/admin/accounts/:account_id", scope="admin:write:accounts")
def erase(call: Call, account_id: int) -> AdminAccount:
    """Refuse to erase a member: only they themselves leave, and then everything goes."""
    find_in_roster(viewer=moderator(call), member_id=account_id)
    raise NotAllowed


@endpoint("POST /api/v1/admin/accounts/:account_id/action", scope="admin:write:accounts")
def act(call: Call, account_id: int, params: ActionParams) -> None:
    """Restrict a member, or decide a report without doing so.

    "silence" and "suspend" need `text`, a sentence that the member reads, and a report whose rule
    they then cite. "none" with a report keeps what was reported. Nothing else is done here.
    """
    by = moderator(call)
    member = find_in_roster(viewer=by, member_id=account_id)
    if params.type == "none" and params.report_id is not None:
        report = find_reported(viewer=by, report_id=params.report_id).report
        keep_case(by=by, case_id=report.case_id, reason=params.text or _unsaid(), at=call.at)
        return
    if params.type not in _MEASURES:
        raise ValidationFailed(reason="Type is not included in the list")
    case_id, rule_id = _ground(call, member, params)
    if rule_id is None:
        raise ValidationFailed(reason=_("Name a report that cites a rule: a measure quotes one."))
    take_measure(
        by=by,
        case_id=case_id,
        kind=_MEASURES[params.type],
        rule_id=rule_id,
        facts=params.text,
        at=call.at,
    )


@endpoint("POST /api/v1/admin/accounts/:account_id/enable", scope="admin:write:accounts")
def enable(call: Call, account_id: int) -> AdminAccount:
    """Return the member as they are: nobody's sign-in is ever disabled here."""
    return _account(call, account_id)


@endpoint("POST /api/v1/admin/accounts/:account_id/unsensitive", scope="admin:write:accounts")
def unsensitive(call: Call, account_id: int) -> AdminAccount:
    """Return the member as they are: nobody's pictures are veiled as a measure here."""
    return _account(call, account_id)


@endpoint("POST /api/v1/admin/accounts/:account_id/unsilence", scope="admin:write:accounts")
def unsilence(call: Call, account_id: int) -> AdminAccount:
    """End a member's silence; harmless where there is none."""
    return _lifted(call, account_id, Measure.Kind.SILENCE_MEMBER)


@endpoint("POST /api/v1/admin/accounts/:account_id/unsuspend", scope="admin:write:accounts")
def unsuspend(call: Call, account_id: int) -> AdminAccount:
    """End a member's suspension; harmless where there is none."""
    return _lifted(call, account_id, Measure.Kind.SUSPEND_MEMBER)


def _sought(
    params: SoughtParams,
    *,
    states: frozenset[str] | None,
    staff: bool,
    roles: frozenset[str] | None = None,
) -> Sought:
    return Sought(
        states=states, staff=staff, roles=roles, handle=params.username, name=params.display_name
    )


def _listed(
    call: Call, params: SoughtParams, sought: Sought, *, elsewhere: object
) -> Paged[AdminAccount]:
    """Return the page; nobody is elsewhere, and nobody is found by an address."""
    by = moderator(call)
    if elsewhere or params.by_domain or params.email or params.ip:
        return Paged([], None, None)
    window = params.window(default=ACCOUNTS, most=MOST_ACCOUNTS)
    page = roster(viewer=by, sought=sought, window=window)
    return Paged.of([_shown(call, member) for member in page.items], page)


def _account(call: Call, account_id: int) -> AdminAccount:
    return _shown(call, find_in_roster(viewer=moderator(call), member_id=account_id))


def _shown(call: Call, member: Member) -> AdminAccount:
    return admin_account_of(member, call.reader, language=call.square.language)


def _waiting(call: Call, account_id: int) -> Member:
    """Return one who waits; one who is known but does not wait may not be decided upon.

    Raises: NotAllowed, as Mastodon does for a member who is in.
    """
    member = find_in_roster(viewer=moderator(call), member_id=account_id)
    if member.state != Member.State.PENDING:
        raise NotAllowed
    return find_waiting(account_id)


def _ground(call: Call, member: Member, params: ActionParams) -> tuple[int, int | None]:
    """Return the case that a measure belongs to, and the rule it cites if there is one."""
    if params.report_id is not None:
        report = find_reported(viewer=call.by, report_id=params.report_id).report
        if report.case.member_id != member.pk:
            raise ValidationFailed(reason=_("That report is about somebody else."))
        return report.case_id, report.rule_id or rule_cited_in(report.case_id)
    case = open_case(by=call.by, member=member, post=None, at=call.at)
    return case.pk, rule_cited_in(case.pk)


def _lifted(call: Call, account_id: int, kind: Measure.Kind) -> AdminAccount:
    by = moderator(call)
    find_in_roster(viewer=by, member_id=account_id)
    for measure_id in measures_upon(viewer=by, member_id=account_id, kind=kind):
        words = _("The moderators ended this measure.")
        lift_measure(by=by, measure_id=measure_id, reason=words, at=call.at)
    return _account(call, account_id)


def _unsaid() -> str:
    return _("Decided in an app, without words.")
