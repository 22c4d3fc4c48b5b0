"""How a member receives news of people they do not know."""

from typing import Any

import msgspec

from squares.members.models import Member
from squares.notifications.rules import Policy

KEY = "notifications"


def policy_of(member: Member) -> Policy:
    """Return the member's policy, the usual one where they set nothing."""
    return policy_from(member.preferences.get(KEY))


def policy_from(kept: Any) -> Policy:  # Any: JSON as it is stored
    """Return the policy that is stored."""
    return msgspec.convert(kept or {}, Policy)
