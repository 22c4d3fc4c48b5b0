"""Members: joining by an app, who one is, whom one meets, and what they said.

Source: https://docs.joinmastodon.org/methods/accounts/
"""

import msgspec
from django.conf import settings

from accounts.actions import create_sign_in, send_confirmation
from accounts.errors import EmailInvalid, EmailTaken, PasswordWeak
from accounts.models import User
from commons.errors import Refusal
from commons.text import tag_key
from squares.api.answers import Paged, PageParams
from squares.api.call import Call
from squares.api.endpoint import endpoint
from squares.api.entities.account import Account, CredentialAccount, account_of
from squares.api.entities.application import Token
from squares.api.entities.credentials import credentials_of
from squares.api.entities.status import StatusJson, statuses_of
from squares.api.errors import WantsUser, details
from squares.charter.actions.joining import join_by_app
from squares.charter.errors import RulesNotAccepted
from squares.clients.actions import issue_token
from squares.clients.queries import app_by_id
from squares.members.errors import (
    HandleInvalid,
    HandleLooksAlike,
    HandleReserved,
    HandleTaken,
    ReasonNeeded,
    ReasonTooLong,
)
from squares.members.queries import brief_member_by_id, find_member, member_by_id
from squares.timelines import queries as timelines
from squares.timelines.names import Wish

_FIELDS: dict[type[Refusal], tuple[str, str]] = {
    HandleTaken: ("username", "ERR_TAKEN"),
    HandleLooksAlike: ("username", "ERR_TAKEN"),
    HandleReserved: ("username", "ERR_RESERVED"),
    HandleInvalid: ("username", "ERR_INVALID"),
    EmailTaken: ("email", "ERR_TAKEN"),
    EmailInvalid: ("email", "ERR_INVALID"),
    PasswordWeak: ("password", "ERR_TOO_SHORT"),
    ReasonNeeded: ("reason", "ERR_BLANK"),
    ReasonTooLong: ("reason", "ERR_TOO_LONG"),
    RulesNotAccepted: ("agreement", "ERR_ACCEPTED"),
}


class NewAccount(msgspec.Struct, kw_only=True):
    """Who would like to join."""

    username: str = ""
    email: str = ""
    password: str = ""
    agreement: bool = False
    locale: str = ""
    reason: str = ""
    invite_code: str = ""


class StatusesParams(PageParams, kw_only=True):
    """Which of an account's posts are wanted."""

    only_media: bool = False
    exclude_replies: bool = False
    exclude_reblogs: bool = False
    pinned: bool = False
    tagged: str | None = None


class LookupParams(msgspec.Struct, kw_only=True):
    """A handle, with or without this square's host."""

    acct: str = ""


@endpoint("POST /api/v1/accounts", access="app", scope="write:accounts", limit="sign_up")
def join(call: Call, params: NewAccount) -> Token:
    """Join the square by an app; the rules shown there are accepted with `agreement`.

    The token works once the address is confirmed, and a moderator agreed where they ask to.
    """
    if call.bearer is None or call.member is not None:
        raise WantsUser
    language = params.locale.split("-")[0][:12]
    try:
        member = join_by_app(
            sign_in=lambda: _sign_in(params, language),
            handle=params.username,
            agreed=params.agreement,
            language=language if language in dict(settings.LANGUAGES) else "",
            reason=params.reason,
            invitation_token=params.invite_code,
            at=call.at,
        )
    except tuple(_FIELDS) as refusal:
        name, code = _FIELDS[type(refusal)]
        refusal.params["details"] = details(**{name: (code, refusal.text())})
        raise
    if not settings.INSTANT_CONFIRMATION and member.user is not None:
        send_confirmation(user=member.user, request=call.request)
    application = app_by_id(call.bearer.application_id)
    issued = issue_token(
        application=application, member=member, wanted=call.bearer.scopes, at=call.at
    )
    return Token(
        access_token=issued.token,
        token_type="Bearer",  # noqa: S106 - the kind of token, no secret
        scope=" ".join(issued.scopes),
        created_at=int(issued.issued_at.timestamp()),
    )


@endpoint("GET /api/v1/accounts/verify_credentials", scope="profile|read:accounts")
def verify_credentials(call: Call) -> CredentialAccount:
    """Tell a member who they are, with what only they see."""
    return credentials_of(call.by, call.reader)


@endpoint("GET /api/v1/accounts/lookup", scope="read:accounts", access="anyone")
def lookup(call: Call, params: LookupParams) -> Account:
    """Return the member of a handle, in any capitals; a foreign host finds nobody."""
    return account_of(
        find_member(handle=call.own_handle(params.acct), viewer=call.viewer), call.reader
    )


@endpoint("GET /api/v1/accounts/:account_id", scope="read:accounts", access="anyone")
def show(call: Call, account_id: int) -> Account:
    """Return one member's profile."""
    return account_of(member_by_id(member_id=account_id, viewer=call.viewer), call.reader)


@endpoint("GET /api/v1/accounts/:account_id/statuses", scope="read:statuses", access="anyone")
def statuses(call: Call, account_id: int, params: StatusesParams) -> Paged[StatusJson]:
    """Return what one member said, as far as the reader may read it.

    Cost: 2 statements; where not all posts are known 3, and 1 for people who are not.
    """
    member = brief_member_by_id(member_id=account_id, viewer=call.viewer)
    page = timelines.member_timeline(
        member=member,
        viewer=call.viewer,
        window=params.window(),
        wish=Wish(
            only_media=params.only_media,
            replies=not params.exclude_replies,
            boosts=not params.exclude_reblogs,
            pinned=params.pinned,
            tag=tag_key(params.tagged or ""),
        ),
    )
    return Paged.of(statuses_of(page.items, call.reader), page)


def _sign_in(params: NewAccount, language: str) -> User:
    return create_sign_in(
        email=params.email,
        password=params.password,
        language=language,
        verified=settings.INSTANT_CONFIRMATION,
    )
