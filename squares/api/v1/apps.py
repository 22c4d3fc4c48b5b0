"""Apps introduce themselves.

Source: https://docs.joinmastodon.org/methods/apps/
"""

import msgspec

from squares.api.call import Call
from squares.api.endpoint import endpoint
from squares.api.entities.application import (
    Application,
    CredentialApplication,
    application_of,
    credentials_of,
)
from squares.clients import scopes
from squares.clients.actions import register_app
from squares.clients.errors import TokenInvalid
from squares.clients.queries import app_by_id


class NewApp(msgspec.Struct, kw_only=True):
    """What an app says of itself; redirect_uris is a list, or one text with a line for each."""

    client_name: str = ""
    redirect_uris: list[str] | str = ""
    scopes: str = ""
    website: str | None = None


@endpoint("POST /api/v1/apps", access="anyone", limit="apps")
def register(call: Call, params: NewApp) -> CredentialApplication:
    """Register an app with this square."""
    asked = params.redirect_uris
    redirects = asked.split() if isinstance(asked, str) else asked
    made = register_app(
        name=params.client_name,
        website=params.website or "",
        redirect_uris=redirects,
        wanted=scopes.parse(params.scopes),
        at=call.at,
    )
    return credentials_of(made.application, made.secret)


@endpoint("GET /api/v1/apps/verify_credentials", access="app", also_waiting=True)
def verify(call: Call) -> Application:
    """Tell an app who it is."""
    if call.bearer is None:
        raise TokenInvalid
    return application_of(app_by_id(call.bearer.application_id))
