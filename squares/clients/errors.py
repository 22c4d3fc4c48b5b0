"""Ways this room refuses; `oauth` is the code that the protocol has for it.

Source: RFC 6749, sections 4.1.2.1 and 5.2.
"""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from commons.errors import Forbidden, Invalid, NotFound, Refusal


class ClientRefusal(Refusal):
    """Something about an app, its token, or the way it asks."""

    oauth: ClassVar[str] = "invalid_request"


class AppInvalid(Invalid):
    """What an app says of itself cannot be kept; `reason` says why."""

    code = "app_invalid"
    message = _("%(reason)s")


class UnknownClient(ClientRefusal):
    """No such app, or a wrong secret: both look the same."""

    status = 401
    code = "unknown_client"
    oauth = "invalid_client"
    message = _(
        "Client authentication failed due to unknown client, no client authentication included, or"
        " unsupported authentication method."
    )


class GrantInvalid(ClientRefusal):
    """A code that is unknown, expired, used, or another app's; or a verifier that does not fit."""

    code = "grant_invalid"
    oauth = "invalid_grant"
    message = _(
        "The provided authorization grant is invalid, expired, revoked, does not match the"
        " redirection URI used in the authorization request, or was issued to another client."
    )


class GrantUnsupported(ClientRefusal):
    """A way to a token that this server does not go."""

    code = "grant_unsupported"
    oauth = "unsupported_grant_type"
    message = _("The authorization grant type is not supported by the authorization server.")


class ScopeInvalid(ClientRefusal):
    """A scope that does not exist or that the app did not register for."""

    code = "scope_invalid"
    oauth = "invalid_scope"
    message = _("The requested scope is invalid, unknown, or malformed.")


class RedirectInvalid(ClientRefusal):
    """An address that the app did not register: nobody is sent there."""

    code = "redirect_invalid"
    oauth = "invalid_redirect_uri"
    message = _("The redirect uri included is not valid.")


class RequestInvalid(ClientRefusal):
    """A parameter is missing or wrong; `reason` says which."""

    code = "request_invalid"
    message = _("%(reason)s")


class ResponseUnsupported(ClientRefusal):
    """Anything but response_type=code."""

    code = "response_unsupported"
    oauth = "unsupported_response_type"
    message = _("The authorization server does not support this response type.")


class TokenInvalid(ClientRefusal):
    """No such token, or it was revoked."""

    status = 401
    code = "token_invalid"
    oauth = "invalid_token"
    message = _("The access token is invalid")


class TokenNotYours(ClientRefusal):
    """A token of another app: it is not for this one to revoke."""

    status = 403
    code = "token_not_yours"
    oauth = "unauthorized_client"
    message = _("You are not authorized to revoke this token")


class OutsideScopes(Forbidden):
    """The token is good but was not given for this."""

    code = "outside_scopes"
    message = _("This action is outside the authorized scopes")


class AppNotFound(NotFound):
    """The member lets no such app act."""

    code = "app_not_found"


class SubscriptionInvalid(Invalid):
    """What an app says of where it listens cannot be used; `reason` says why."""

    code = "subscription_invalid"
    message = _("%(reason)s")


class SubscriptionNotFound(NotFound):
    """The app did not ask to be woken."""

    code = "subscription_not_found"
    message = _("Record not found")
