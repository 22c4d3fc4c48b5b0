"""From a code, or an app's own secret, to a token; and back. The page for people is in `web`.

Source: RFC 6749, RFC 7009, RFC 7636, RFC 8414; https://docs.joinmastodon.org/methods/oauth/
"""

import base64
import binascii
from urllib.parse import unquote

import msgspec
from django.conf import settings

from squares.api.call import Call
from squares.api.endpoint import endpoint
from squares.api.entities.account import account_of
from squares.api.entities.application import Token
from squares.clients import scopes
from squares.clients.actions import Issued, issue_token, redeem, revoke
from squares.clients.errors import GrantInvalid, GrantUnsupported, RequestInvalid
from squares.clients.models import Application
from squares.clients.queries import find_app
from squares.members.proving import member_by_password

_GRANTS = ("authorization_code", "client_credentials")


class TokenParams(msgspec.Struct, kw_only=True):
    """What a token is asked for with."""

    grant_type: str = ""
    client_id: str = ""
    client_secret: str = ""
    code: str = ""
    redirect_uri: str = ""
    code_verifier: str = ""
    scope: str = ""
    username: str = ""
    password: str = ""


class RevokeParams(msgspec.Struct, kw_only=True):
    """A token to be taken back, and whose it is."""

    client_id: str = ""
    client_secret: str = ""
    token: str = ""


class ServerMetadata(msgspec.Struct, kw_only=True):
    """Where and how tokens are to be had here.

    Source: RFC 8414, section 2.
    """

    issuer: str
    service_documentation: str
    authorization_endpoint: str
    token_endpoint: str
    app_registration_endpoint: str
    revocation_endpoint: str
    userinfo_endpoint: str
    scopes_supported: list[str]
    response_types_supported: list[str]
    response_modes_supported: list[str]
    grant_types_supported: list[str]
    token_endpoint_auth_methods_supported: list[str]
    code_challenge_methods_supported: list[str]


class UserInfo(msgspec.Struct, kw_only=True):
    """Who the member is, in the words of OpenID Connect.

    Source: https://docs.joinmastodon.org/methods/oauth/#userinfo
    """

    iss: str
    sub: str
    name: str
    preferred_username: str
    profile: str
    picture: str


class Nothing(msgspec.Struct):
    """A token that is gone: `{}`."""


@endpoint("POST /oauth/token", access="anyone")
def token(call: Call, params: TokenParams) -> Token:
    """Give a token for a code, or to an app for itself."""
    application = _app(call, params.client_id, params.client_secret)
    if params.grant_type == "authorization_code":
        issued = _redeem(call, params, application)
    elif params.grant_type == "client_credentials":
        wanted = scopes.parse(params.scope) or scopes.DEFAULT
        issued = issue_token(application=application, member=None, wanted=wanted, at=call.at)
    elif params.grant_type == "password" and settings.OAUTH_PASSWORD_GRANT:
        issued = _by_password(call, params, application)
    elif not params.grant_type:
        raise RequestInvalid(reason="Missing required parameter: grant_type.")
    else:
        raise GrantUnsupported
    return Token(
        access_token=issued.token,
        token_type="Bearer",  # noqa: S106 - the kind of token, no secret
        scope=" ".join(issued.scopes),
        created_at=int(issued.issued_at.timestamp()),
    )


@endpoint("POST /oauth/revoke", access="anyone")
def take_back(call: Call, params: RevokeParams) -> Nothing:
    """Take a token back; harmless when it is gone."""
    revoke(application=_app(call, params.client_id, params.client_secret), token=params.token)
    return Nothing()


@endpoint("GET /oauth/userinfo", scope="profile|read:accounts")
def userinfo(call: Call) -> UserInfo:
    """Tell who the member is."""
    account = account_of(call.by, call.reader)
    return UserInfo(
        iss=call.base,
        sub=account.uri,
        name=account.display_name or account.username,
        preferred_username=account.username,
        profile=account.url,
        picture=account.avatar,
    )


@endpoint("GET /.well-known/oauth-authorization-server", access="anyone")
def metadata(call: Call) -> ServerMetadata:
    """Say where and how tokens are to be had."""
    return ServerMetadata(
        issuer=f"{call.base}/",
        service_documentation="https://docs.joinmastodon.org/",
        authorization_endpoint=f"{call.base}/oauth/authorize",
        token_endpoint=f"{call.base}/oauth/token",
        app_registration_endpoint=f"{call.base}/api/v1/apps",
        revocation_endpoint=f"{call.base}/oauth/revoke",
        userinfo_endpoint=f"{call.base}/oauth/userinfo",
        scopes_supported=sorted(scopes.ALL),
        response_types_supported=["code"],
        response_modes_supported=["query"],
        grant_types_supported=list(_GRANTS),
        token_endpoint_auth_methods_supported=["client_secret_basic", "client_secret_post"],
        code_challenge_methods_supported=["S256"],
    )


def _app(call: Call, key: str, secret: str) -> Application:
    """Return the app that asks, known by the body or by HTTP Basic."""
    kind, _blank, pair = call.header("Authorization").partition(" ")
    if kind.lower() == "basic" and not key:
        key, secret = _basic(pair)
    return find_app(key=key, secret=secret)


def _basic(pair: str) -> tuple[str, str]:
    """Source: RFC 6749, section 2.3.1: both halves are form-encoded."""
    try:
        key, _colon, secret = base64.b64decode(pair, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return "", ""
    return unquote(key), unquote(secret)


def _redeem(call: Call, params: TokenParams, application: Application) -> Issued:
    return redeem(
        application=application,
        code=params.code,
        redirect_uri=params.redirect_uri,
        verifier=params.code_verifier,
        at=call.at,
    )


def _by_password(call: Call, params: TokenParams, application: Application) -> Issued:
    member = member_by_password(
        email=params.username, password=params.password, request=call.request
    )
    if member is None:
        raise GrantInvalid
    wanted = scopes.parse(params.scope) or scopes.DEFAULT
    return issue_token(application=application, member=member, wanted=wanted, at=call.at)
