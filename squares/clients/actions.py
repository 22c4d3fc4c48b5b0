"""Every write of this room: apps register, members let them act, and take that back.

A code lives for ten minutes in the cache of the square and nowhere else: when Redis is lost,
whoever stood on the page asks again. Tokens are rows.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import transaction
from redis.exceptions import RedisError

from commons import limits
from commons.events import publish
from commons.recent import Recent
from squares.clients import rules, scopes
from squares.clients.errors import (
    GrantInvalid,
    RedirectInvalid,
    ScopeInvalid,
    TokenNotYours,
)
from squares.clients.events import TokensRevoked
from squares.clients.models import AccessToken, Application
from squares.clients.queries import Bearer, forget_holder, hashes_of
from squares.members.models import Member

GRANT_SECONDS = 600
APPS_AN_HOUR = 60
OWN_TOKENS = 100
USED_EVERY = timedelta(days=1)
# Which tokens this process saw of late.
_NOTED: Recent[int] = Recent(seconds=3600, most=10_000)


@dataclass(frozen=True)
class Registered:
    """A new app with its secret, which is shown this once."""

    application: Application
    secret: str


@dataclass(frozen=True)
class Issued:
    """A new token, which is shown this once."""

    token: str
    scopes: tuple[str, ...]
    issued_at: datetime


@dataclass(frozen=True, kw_only=True)
class Asking:
    """What an app asks a member for."""

    application: Application
    redirect_uri: str
    scopes: tuple[str, ...]
    challenge: str = ""


def register_app(
    *,
    name: str,
    redirect_uris: Collection[str],
    wanted: tuple[str, ...],
    at: datetime,
    website: str = "",
    from_address: str = "",
) -> Registered:
    """Let a program introduce itself; anybody may.

    from_address: whose registrations are counted, "" for nobody's.
    Raises: AppInvalid, TooMany.  Cost: 1 query.
    Source: https://docs.joinmastodon.org/methods/apps/#create
    """
    wanted, name = wanted or scopes.DEFAULT, rules.tidy_name(name)
    redirects = list(dict.fromkeys(redirect_uris))
    rules.clean_app(name, website, redirects, wanted)
    if from_address:
        limits.hit(f"apps:{from_address}", limit=APPS_AN_HOUR, seconds=3600)
    secret = rules.new_secret()
    application = Application.objects.create(
        key=rules.new_secret(),
        secret_hash=rules.digest(secret),
        name=name,
        website=website,
        redirect_uris=redirects,
        scopes=list(wanted),
        registered_at=at,
    )
    return Registered(application, secret)


def grant(*, by: Member, asking: Asking, at: datetime) -> str:
    """Let an app act for a member, and return the code it gets that for.

    Raises: RedirectInvalid, ScopeInvalid.
    Source: RFC 6749, section 4.1.2.
    """
    if asking.redirect_uri not in asking.application.redirect_uris:
        raise RedirectInvalid
    if scopes.beyond(asking.scopes, asking.application.scopes):
        raise ScopeInvalid
    code = rules.new_secret()
    kept = (by.pk, asking.application.pk, asking.redirect_uri, asking.scopes, asking.challenge)
    cache.set(_grant_key(code), kept, GRANT_SECONDS)
    return code


def redeem(
    *, application: Application, code: str, redirect_uri: str, verifier: str, at: datetime
) -> Issued:
    """Turn a code into a token, once.

    A code that comes twice was overheard: the token it once brought is taken back.
    Raises: GrantInvalid.  Source: RFC 6749, sections 4.1.3 and 10.5; RFC 7636, section 4.6.
    """
    key = _grant_key(code)
    kept = cache.get(key)
    if isinstance(kept, int):
        revoke_tokens(token_ids=[kept])
        raise GrantInvalid
    if kept is None or kept[1] != application.pk or kept[2] != redirect_uri:
        raise GrantInvalid
    member_id, _app, _address, wanted, challenge = kept
    rules.check_verifier(challenge, verifier)
    if not cache.delete(key):  # another request was a moment faster
        raise GrantInvalid
    member = Member.objects.filter(pk=member_id).first()
    if member is None or member.user_id is None:
        raise GrantInvalid
    issued, token = _issue(application, member, wanted, at)
    cache.set(key, token.pk, GRANT_SECONDS)
    return issued


@transaction.atomic
def issue_token(
    *, application: Application, member: Member | None, wanted: tuple[str, ...], at: datetime
) -> Issued:
    """Issue a token: to an app for itself, or for a member who just proved who they are.

    An app holds so many for itself; another takes the place of its oldest.
    Raises: ScopeInvalid.  Cost: 1 query, 1 more for an app itself.  Tells: TokensRevoked.
    """
    if scopes.unknown(wanted) or scopes.beyond(wanted, application.scopes):
        raise ScopeInvalid
    issued = _issue(application, member, wanted, at)[0]
    if member is None:
        own = AccessToken.objects.filter(application=application, member=None).order_by("-pk")
        revoke_tokens(token_ids=list(own.values_list("pk", flat=True)[OWN_TOKENS:]))
    return issued


@transaction.atomic
def revoke(*, application: Application, token: str) -> None:
    """Take a token back at its own app's wish; harmless when it is gone.

    Raises: TokenNotYours.  Tells: TokensRevoked.  Source: RFC 7009, section 2.1.
    """
    found = AccessToken.objects.filter(token_hash=rules.digest(token)).first()
    if found is None:
        return
    if found.application_id != application.pk:
        raise TokenNotYours
    revoke_tokens(token_ids=[found.pk])


@transaction.atomic
def revoke_app(*, by: Member, application_id: int, at: datetime) -> None:
    """Let an app act for a member no longer; harmless when it does not.  Tells: TokensRevoked."""
    rows = AccessToken.objects.filter(member=by, application_id=application_id)
    revoke_tokens(token_ids=list(rows.values_list("pk", flat=True)))


@transaction.atomic
def revoke_all(*, member_id: int) -> None:
    """Let no app act for a member any more: they left.  Tells: TokensRevoked."""
    rows = AccessToken.objects.filter(member_id=member_id)
    revoke_tokens(token_ids=list(rows.values_list("pk", flat=True)))


@transaction.atomic
def revoke_tokens(*, token_ids: Collection[int]) -> None:
    """Take tokens back; they are forgotten at once.  Tells: TokensRevoked."""
    if not token_ids:
        return
    found = list(AccessToken.objects.filter(pk__in=token_ids))
    for token in found:
        forget_holder(token.token_hash)
        token.delete()
    if found:
        publish(TokensRevoked(token_ids=tuple(token_ids)))


def forget_standing(*, member_id: int) -> None:
    """Have a member's apps meet them as they stand now.  Cost: 1 query."""
    for token_hash in hashes_of(member_id):
        forget_holder(token_hash)


def note_use(*, bearer: Bearer, at: datetime) -> None:
    """Note on which day a token was last used.

    Cost: none within an hour in one process, else one read of the cache; 1 query a day.
    """
    key = f"token-used:{bearer.token_id}"
    if _NOTED.get(key):
        return
    _NOTED.put(key, bearer.token_id)
    try:
        first = cache.add(key, 1, USED_EVERY.total_seconds())
    except RedisError:  # a day that nobody notes must not close the square
        return
    if first:
        AccessToken.objects.filter(pk=bearer.token_id).update(used_at=at)


def _issue(
    application: Application, member: Member | None, wanted: tuple[str, ...], at: datetime
) -> tuple[Issued, AccessToken]:
    secret = rules.new_secret()
    token = AccessToken.objects.create(
        token_hash=rules.digest(secret),
        application=application,
        member=member,
        scopes=list(wanted),
        issued_at=at,
    )
    return Issued(secret, wanted, at), token


def _grant_key(code: str) -> str:
    return f"grant:{rules.digest(code)}"
