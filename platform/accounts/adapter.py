"""The seam to allauth: how sign-ins are saved and how its letters are written."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from typing_extensions import override

from accounts.models import User


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
