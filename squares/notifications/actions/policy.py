"""Choosing how to receive news of people one does not know."""

from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction

from squares.members.models import Member
from squares.notifications.queries.policies import KEY, policy_of
from squares.notifications.rules import Policy, Reception


@transaction.atomic
def change_policy(*, by: Member, at: datetime, **lines: Reception) -> Policy:
    """Change some lines of the member's policy and return it; what was told stays as it is.

    lines: by the names of Policy.  Cost: 2 queries.
    """
    kept = Member.objects.select_for_update(no_key=True).only("preferences").get(pk=by.pk)
    policy: Policy = msgspec.structs.replace(policy_of(kept), **lines)
    preferences: dict[str, Any] = {
        **kept.preferences,
        KEY: msgspec.to_builtins(policy),
    }  # Any: JSON
    Member.objects.filter(pk=by.pk).update(preferences=preferences)
    by.preferences = preferences
    return policy
