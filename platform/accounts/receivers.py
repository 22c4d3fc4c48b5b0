"""What this room hears of allauth."""

from typing import Any

from allauth.account.signals import password_reset
from django.dispatch import receiver

from accounts.events import PasswordReset
from accounts.models import User
from commons import events


@receiver(password_reset)
def tell_reset(user: User, **_said: Any) -> None:  # Any: as Django's signals are
    """Tell at once that a password was reset."""
    events.tell(PasswordReset(user_id=user.pk))
