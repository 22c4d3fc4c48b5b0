"""An app, and the token it acts by.

Source: https://docs.joinmastodon.org/entities/Application/
"""

import msgspec

from squares.api.entities.kinds import Id
from squares.clients.models import Application as Row
from squares.clients.vapid import public_key


class Application(msgspec.Struct, kw_only=True):
    """A program that registered with this square."""

    id: Id
    name: str
    website: str | None
    scopes: list[str]
    redirect_uri: str
    redirect_uris: list[str]
    vapid_key: str = ""


class CredentialApplication(Application, kw_only=True):
    """The same with its secret, shown once."""

    client_id: str
    client_secret: str
    client_secret_expires_at: int = 0


class Token(msgspec.Struct, kw_only=True):
    """What an app acts by; it does not expire.

    created_at: seconds since 1970.  Source: https://docs.joinmastodon.org/entities/Token/
    """

    access_token: str
    token_type: str
    scope: str
    created_at: int


def application_of(row: Row) -> Application:
    """Return an app as it may be shown to whoever holds its token."""
    return Application(
        id=str(row.pk),
        name=row.name,
        website=row.website or None,
        scopes=list(row.scopes),
        redirect_uri="\n".join(row.redirect_uris),
        redirect_uris=list(row.redirect_uris),
        vapid_key=public_key(),
    )


def credentials_of(row: Row, secret: str) -> CredentialApplication:
    """Return a new app with what it signs in by."""
    shown = msgspec.structs.asdict(application_of(row))
    return CredentialApplication(**shown, client_id=row.key, client_secret=secret)
