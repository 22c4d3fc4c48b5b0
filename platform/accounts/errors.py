"""Ways this room refuses."""

from django.utils.translation import gettext_lazy as _

from commons.errors import Conflict, Invalid


class EmailInvalid(Invalid):
    """Not an e-mail address."""

    code = "email_invalid"
    message = _("This is not an e-mail address.")


class EmailTaken(Conflict):
    """Somebody signs in with this address."""

    code = "email_taken"
    message = _("This e-mail address is in use here.")


class PasswordWeak(Invalid):
    """The password is one that is soon guessed; `reason` says why."""

    code = "password_weak"
    message = _("%(reason)s")
