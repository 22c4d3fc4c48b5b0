"""Every write on sign-ins that allauth does not do itself."""

from collections.abc import Callable

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.account.utils import filter_users_by_email
from allauth.core.context import request_context
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from accounts.errors import EmailInvalid, EmailTaken, PasswordWeak
from accounts.models import User

LONGEST_EMAIL = 254  # RFC 5321, section 4.5.3.1.3, without the brackets


@transaction.atomic
def sign_up(*, save: Callable[[], User]) -> User:
    """Save a sign-in together with what belongs to it, or neither.

    save: what saves both; a refusal raised there leaves nothing behind.
    """
    return save()


@transaction.atomic
def create_sign_in(*, email: str, password: str, language: str = "", verified: bool) -> User:
    """Save a sign-in for somebody who comes by an app instead of our form.

    verified: whether the address needs no letter; else `send_confirmation` follows.
    Raises: EmailInvalid, EmailTaken, PasswordWeak.
    """
    email = _clean(email)
    if filter_users_by_email(email):
        raise EmailTaken
    user = User(email=email, language=language)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise PasswordWeak(reason=" ".join(error.messages)) from None
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:  # somebody was a moment faster
        raise EmailTaken from None
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=verified)
    return user


def send_confirmation(*, user: User, request: HttpRequest) -> None:
    """Write to a sign-in's address so that whose it is can show that; harmless when they did.

    request: says which host the letter's link leads to.
    """
    address = EmailAddress.objects.filter(user=user, verified=False).first()
    if address is not None:
        # allauth asks its own middleware for the request, which an app's call does not pass.
        with request_context(request):
            address.send_confirmation(request, signup=True)


@transaction.atomic
def change_unconfirmed_email(*, user: User, email: str) -> None:
    """Correct the address of somebody who has not confirmed one yet.

    Links in letters to the address before are good no more: who reads those shows nothing about
    the new one.
    Raises: EmailInvalid, EmailTaken.
    """
    email = _clean(email)
    if any(other.pk != user.pk for other in filter_users_by_email(email)):
        raise EmailTaken
    user.email = email
    try:
        with transaction.atomic():
            user.save(update_fields=["email"])
    except IntegrityError:  # somebody was a moment faster
        raise EmailTaken from None
    EmailAddress.objects.filter(user=user, verified=False).update(email=email)
    EmailConfirmation.objects.filter(email_address__user=user).delete()


@transaction.atomic
def erase_sign_in(*, user: User) -> None:
    """Erase a sign-in with its addresses, second factors and sessions.

    Rows are removed one table at a time, since Django's own cascade would look for officers,
    whose table is in public and out of a square's reach.
    """
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    UserSession.objects.filter(user=user).delete()
    rows = User.objects.filter(pk=user.pk)
    rows._raw_delete(rows.db)  # noqa: SLF001 - no cascade, see above


def _clean(email: str) -> str:
    """Return an address as it is kept.  Raises: EmailInvalid."""
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise EmailInvalid from None
    if len(email) > LONGEST_EMAIL:
        raise EmailInvalid
    return email
