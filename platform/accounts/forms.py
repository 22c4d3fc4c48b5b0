"""Forms of allauth's that are more careful here."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm, LoginWebAuthnForm
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm as ReauthenticateForm
from typing_extensions import override

_MISSHAPEN = (AttributeError, KeyError, TypeError, ValueError)


class Careful(AuthenticateWebAuthnForm):
    """What a browser says of a key, refused where it has another shape than a browser's.

    allauth reads it as if it had; anybody may send anything.
    """

    @override
    def clean_credential(self) -> Authenticator:
        """Return the key.  Raises: ValidationError."""
        try:
            return super().clean_credential()
        except _MISSHAPEN:
            raise get_adapter().validation_error("incorrect_code") from None


class KeyLogin(Careful, LoginWebAuthnForm):
    """Signing in by a key alone."""


class KeyAgain(Careful, ReauthenticateForm):
    """Showing once more who one is."""
