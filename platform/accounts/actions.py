"""Every write on sign-ins that allauth does not do itself."""

from collections.abc import Callable

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction

from accounts.models import User


@transaction.atomic
def sign_up(*, save: Callable[[], User]) -> User:
    """Save a sign-in together with what belongs to it, or neither.

    save: what saves both; a refusal raised there leaves nothing behind.
    """
    return save()


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
