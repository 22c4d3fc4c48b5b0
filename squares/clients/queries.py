"""Every read of apps and their tokens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zlib import crc32

from commons.remember import at_hand, forget, key_for
from commons.statements import instance
from squares.clients import rules, scopes
from squares.clients.errors import AppNotFound, OutsideScopes, TokenInvalid, UnknownClient
from squares.clients.models import AccessToken, Application
from squares.members.models import SHOWN_STATES, Member

REMEMBERED_SECONDS = 300


@dataclass(frozen=True)
class Bearer:
    """What a token says about who holds it.

    member_id: None where an app acts for itself.
    """

    token_id: int
    application_id: int
    member_id: int | None
    scopes: tuple[str, ...]

    def may(self, scope: str) -> bool:
        """Tell whether the token was given for a scope."""
        return scopes.allows(self.scopes, scope)


@dataclass(frozen=True)
class Holder:
    """Who holds a token, as far as reading needs to know them; member is None for an app.

    member: a snapshot of what decides about reading; asked for anything else, it reads that from
    the database.  It may be seconds old, so whoever writes is fetched anew.
    """

    bearer: Bearer
    snapshot: tuple[Any, ...] | None  # Any: values of MEMBER_FIELDS

    def member(self) -> Member | None:
        """Return the snapshot as a member."""
        if self.snapshot is None:
            return None
        return instance(Member, self.snapshot, only=MEMBER_FIELDS)


@dataclass(frozen=True)
class AllowedApp:
    """An app that a member lets act for them."""

    application: Application
    scopes: tuple[str, ...]
    since: datetime
    used_at: datetime | None


# What decides whether and as whom somebody reads, and by which plan, in the order of the columns.
MEMBER_FIELDS = (
    "id", "user_id", "handle", "handle_key", "language", "role", "state", "following_count"
)  # fmt: skip
_STATE = MEMBER_FIELDS.index("state")
_KEY = key_for(f"holder:{crc32(' '.join(MEMBER_FIELDS).encode()):08x}", Holder, Bearer)


def find_app(*, key: str, secret: str | None = None) -> Application:
    """Return an app by its client id; with a secret, only where that is its own.

    Raises: UnknownClient.  Cost: 1 query, none for what no key looks like.
    """
    found = Application.objects.filter(key=key).first() if rules.may_be_key(key) else None
    if found is None or (secret is not None and not rules.same(secret, found.secret_hash)):
        raise UnknownClient
    return found


def app_by_id(application_id: int) -> Application:
    """Return an app by number.

    Raises: UnknownClient.
    """
    found = Application.objects.filter(pk=application_id).first()
    if found is None:
        raise UnknownClient
    return found


def holder_of(token: str) -> Holder:
    """Return who holds a token.

    Raises: TokenInvalid.  Cost: none while at hand, else one read of the cache, else 1 query.
    What is revoked or suspended is forgotten as `at_hand` says.
    """
    token_hash = rules.digest(token)
    holder = at_hand(holder_key(token_hash), lambda: _read(token_hash), seconds=REMEMBERED_SECONDS)
    if holder is None:
        raise TokenInvalid
    return holder


def bearer_of(token: str) -> Bearer:
    """Return whom a token makes its holder, under the conditions of `holder_of`."""
    return holder_of(token).bearer


def forget_holder(token_hash: str) -> None:
    """Forget who holds a token: it is revoked, or the member's standing is another."""
    forget(holder_key(token_hash))


def hashes_of(member_id: int) -> list[str]:
    """Return under which hashes a member's tokens are known.  Cost: 1 query."""
    rows = AccessToken.objects.filter(member_id=member_id)
    return list(rows.values_list("token_hash", flat=True))


def refuse_beyond(bearer: Bearer, scope: str) -> None:
    """Refuse what a token was not given for.

    scope: one, or several of which any will do ("profile|read:accounts"); "" for none.
    Raises: OutsideScopes.
    """
    if scope and not any(bearer.may(one) for one in scope.split("|")):
        raise OutsideScopes


def holder_key(token_hash: str) -> str:
    """Return the name under which a token is remembered."""
    return f"{_KEY}:{token_hash}"


def tokens_in_force(token_ids: Sequence[int]) -> set[int]:
    """Return those of many tokens that still let somebody in; for connections that stay open.

    Cost: 1 query, none without tokens.
    """
    if not token_ids:
        return set()
    rows = AccessToken.objects.filter(pk__in=token_ids, member__state__in=SHOWN_STATES)
    return set(rows.values_list("pk", flat=True))


def apps_of(member: Member) -> list[AllowedApp]:
    """Return the apps that a member lets act for them, the latest first.  Cost: 1 query."""
    rows = AccessToken.objects.filter(member=member).select_related("application").order_by("-id")
    found: dict[int, AllowedApp] = {}
    for token in rows:
        before = found.get(token.application_id)
        found[token.application_id] = AllowedApp(
            application=token.application,
            scopes=scopes.parse((*(before.scopes if before else ()), *token.scopes)),
            since=token.issued_at,
            used_at=_later(token.used_at, before.used_at if before else None),
        )
    return list(found.values())


def app_of(member: Member, application_id: int) -> Application:
    """Return an app that a member lets act for them.

    Raises: AppNotFound.
    """
    token = (
        AccessToken.objects.filter(member=member, application_id=application_id)
        .select_related("application")
        .first()
    )
    if token is None:
        raise AppNotFound
    return token.application


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((at for at in (one, other) if at is not None), default=None)


def _read(token_hash: str) -> Holder | None:
    wanted = ("pk", "application_id", "member_id", "scopes")
    about = [f"member__{field}" for field in MEMBER_FIELDS]
    row = AccessToken.objects.filter(token_hash=token_hash).values_list(*wanted, *about).first()
    if row is None or (row[2] is not None and row[4 + _STATE] == Member.State.GONE):
        return None
    bearer = Bearer(row[0], row[1], row[2], tuple(row[3]))
    return Holder(bearer, tuple(row[4:]) if row[2] is not None else None)
