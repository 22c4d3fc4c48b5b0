"""A member as those who run the square meet them.

E-mail addresses and places of sign-in are not told: whoever joins is promised that nobody in the
square sees them, moderators neither.
Source: https://docs.joinmastodon.org/entities/Admin_Account/
"""

import msgspec

from squares.api.entities.account import Account, FullRole, account_of, role_of
from squares.api.entities.kinds import Id, Moment, moment
from squares.api.entities.reader import Reader
from squares.members.models import Member

_State = Member.State


class AdminIp(msgspec.Struct, kw_only=True):
    """Where a member signed in from; we tell of none.

    Source: https://docs.joinmastodon.org/entities/Admin_Ip/
    """

    ip: str
    used_at: Moment


class AdminAccount(msgspec.Struct, kw_only=True):
    """A member, with where their membership stands."""

    id: Id
    username: str
    domain: str | None
    created_at: Moment
    email: str
    ip: str | None
    ips: list[AdminIp]
    locale: str
    invite_request: str | None
    role: FullRole
    confirmed: bool
    approved: bool
    disabled: bool
    silenced: bool
    suspended: bool
    sensitized: bool
    account: Account
    created_by_application_id: Id | None = None
    invited_by_account_id: Id | None = None


def admin_account_of(member: Member, reader: Reader, *, language: str) -> AdminAccount:
    """Return a member as moderators meet them.  language: the square's.  Cost: none."""
    return AdminAccount(
        id=str(member.pk),
        username=member.handle,
        domain=None,
        created_at=moment(member.joined_at),
        email="",
        ip=None,
        ips=[],
        locale=member.language or language,
        invite_request=member.join_reason or None,
        role=role_of(member),
        confirmed=member.state != _State.UNCONFIRMED,
        approved=member.state not in {_State.UNCONFIRMED, _State.PENDING, _State.REFUSED},
        disabled=False,
        silenced=member.state == _State.SILENCED,
        suspended=member.state == _State.SUSPENDED,
        sensitized=False,
        account=account_of(member, reader),
    )
