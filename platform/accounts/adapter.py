"""The seam to allauth: how sign-ins are saved and how its letters are written."""

import logging
from html import unescape
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core import context as flow
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest
from typing_extensions import override

from accounts.events import EmailConfirmed
from accounts.models import User
from commons import events, limits
from commons.errors import TooMany

log = logging.getLogger(__name__)

DESK = "/panel"  # where officers go once they are signed in
LETTERS_AN_HOUR = 6
_LINKS = ("activate_url", "password_reset_url", "signup_url")  # what letters of allauth's lead to


class Adapter(DefaultAccountAdapter):
    """allauth on our sign-in table."""

    @override
    def save_user(  # type: ignore[override]  # the sign-in is always ours
        self,
        request: HttpRequest,
        user: User,
        form: Any,  # Any: allauth's forms are untyped
        commit: bool = True,
    ) -> User:
        """Fill a sign-in from a form; e-mail addresses are kept in lower case."""
        user.email = form.cleaned_data["email"].lower()
        if password := form.cleaned_data.get("password1"):
            user.set_password(password)
        else:
            user.set_unusable_password()
        if commit:
            user.save()
        return user

    @override
    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead officers to their desk, and members to where the square begins."""
        if getattr(request, "site", "") == "apex":
            return DESK
        return str(super().get_login_redirect_url(request))

    @override
    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """Lead who just confirmed an address to where everyone goes who signed in."""
        return self.get_login_redirect_url(request)

    @override
    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Confirm an address and tell it at once: a membership may wait for this."""
        confirmed = bool(super().confirm_email(request, email_address))
        if confirmed:
            events.tell(EmailConfirmed(user_id=email_address.user_id))
        return confirmed

    @override
    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """Write a letter as plain text: what templates escape for HTML is read as it was typed."""
        letter: EmailMessage = super().render_mail(template_prefix, email, context, headers)
        letter.subject, letter.body = unescape(str(letter.subject)), unescape(str(letter.body))
        return letter

    @override
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write a letter, unless its address had many of the kind within the hour.

        Anybody may name an address that is not theirs. Whoever names it is not told, since that
        would say whose addresses are known here.
        """
        try:
            limits.hit(f"{template_prefix}:{email.lower()}", limit=LETTERS_AN_HOUR, seconds=3600)
        except TooMany:
            log.warning("a letter was not written: its address had many (%s)", template_prefix)
            return
        home = _home_of(flow.request)
        links = {name: _at(home, context[name]) for name in _LINKS if name in context}
        super().send_mail(template_prefix, email, context | links)

    @override
    def get_client_ip(self, request: HttpRequest) -> str:
        """Return under what attempts are counted: of IPv6 the network, which is one line's."""
        address = str(super().get_client_ip(request))
        return limits.network_of(address) if ":" in address else address


def _home_of(request: HttpRequest) -> str:
    """Return the address of the place a request came to, whatever host and port it named.

    A key that lets somebody in is sent to no place that a stranger names.
    """
    square = getattr(request, "square", None)
    if square is not None:
        return str(square.url)
    ops = "ops." if getattr(request, "site", "") == "ops" else ""
    return f"{settings.PUBLIC_SCHEME}://{ops}{settings.APEX_ADDRESS}"


def _at(home: str, address: str) -> str:
    """Return the same page at another place."""
    return home + urlunsplit(("", "", *urlsplit(address)[2:]))
