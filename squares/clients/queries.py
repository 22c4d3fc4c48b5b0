"""Every read of apps and their tokens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from commons.remember import key_for, remember
from squares.clients import rules, scopes
from squares.clients.errors import AppNotFound, OutsideScopes, TokenInvalid, UnknownClient
from squares.clients.models import AccessToken, Application
from squares.members.models import Member

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
class AllowedApp:
    """An app that a member lets act for them."""

    application: Application
    scopes: tuple[str, ...]
    since: datetime
    used_at: datetime | None


_KEY = key_for("bearer", Bearer)


def find_app(*, key: str, secret: str | None = None) -> Application:
    """Return an app by its client id; with a secret, only where that is its own.

    Raises: UnknownClient.  Cost: 1 query.
    """
    found = Application.objects.filter(key=key[:64]).first()
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


def bearer_of(token: str) -> Bearer:
    """Return whom a token makes its holder.

    Raises: TokenInvalid.  Cost: one read of the cache, else 1 query.  A token that is revoked is
    forgotten at once.
    """
    token_hash = rules.digest(token)
    bearer = remember(bearer_key(token_hash), lambda: _read(token_hash), seconds=REMEMBERED_SECONDS)
    if bearer is None:
        raise TokenInvalid
    return bearer


def refuse_beyond(bearer: Bearer, scope: str) -> None:
    """Refuse what a token was not given for.

    scope: one, or several of which any will do ("profile|read:accounts"); "" for none.
    Raises: OutsideScopes.
    """
    if scope and not any(bearer.may(one) for one in scope.split("|")):
        raise OutsideScopes


def bearer_key(token_hash: str) -> str:
    """Return the name under which a token is remembered."""
    return f"{_KEY}:{token_hash}"


def is_in_force(token_id: int) -> bool:
    """Tell whether a token still stands; for connections that stay open.  Cost: 1 query."""
    return AccessToken.objects.filter(pk=token_id).exists()


def tokens_in_force(token_ids: Sequence[int]) -> set[int]:
    """Return those of many tokens that still stand.  Cost: 1 query."""
    rows = AccessToken.objects.filter(pk__in=token_ids)
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


def _read(token_hash: str) -> Bearer | None:
    row = (
        AccessToken.objects.filter(token_hash=token_hash)
        .values_list("pk", "application_id", "member_id", "scopes")
        .first()
    )
    return Bearer(row[0], row[1], row[2], tuple(row[3])) if row else None
