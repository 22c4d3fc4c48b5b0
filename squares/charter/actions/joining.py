"""Joining by an app, which shows the rules itself and says that they were agreed to."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from accounts.models import User
from squares.charter.actions.charter import join_square
from squares.charter.queries import rules_in_force
from squares.members.models import Member


@transaction.atomic
def join_by_app(
    *,
    sign_in: Callable[[], User],
    handle: str,
    agreed: bool,
    at: datetime,
    language: str = "",
    reason: str = "",
    invitation_token: str = "",
) -> Member:
    """Save a sign-in and a membership together, or neither.

    sign_in: saves the sign-in.  agreed: whether the rules in force were, all of them.
    Raises: what `sign_in` and `join_square` raise.
    Source: https://docs.joinmastodon.org/methods/accounts/#create
    """
    return join_square(
        user=sign_in(),
        handle=handle,
        accepted=[rule.id for rule in rules_in_force()] if agreed else (),
        language=language,
        reason=reason,
        invitation_token=invitation_token,
        at=at,
    )
