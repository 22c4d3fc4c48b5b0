"""Proving who one is by a password, where a setting lets programs do that."""

from django.contrib.auth import authenticate
from django.http import HttpRequest

from squares.members.models import Member
from squares.members.queries import member_behind


def member_by_password(*, email: str, password: str, request: HttpRequest) -> Member | None:
    """Return the member whose address and password these are, None for anybody else.

    allauth counts failures by address and by sign-in.
    """
    user = authenticate(request, email=email.strip().lower(), password=password)
    return member_behind(user.pk) if user is not None else None
