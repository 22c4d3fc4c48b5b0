"""How much a member has not seen."""

from commons.remember import remember
from squares.members.models import Member
from squares.notifications.models import Notification

MOST_COUNTED = 100


def count_unread(member: Member) -> int:
    """Return how much a member has not seen, at most 100.

    Cost: no query while remembered (5 minutes; forgotten when news comes or is read).
    """
    return remember(unread_key(member.pk), lambda: _count(member.pk), seconds=300)


def unread_key(member_id: int) -> str:
    """Return the name under which a member's count is remembered."""
    return f"unread:{member_id}"


def _count(member_id: int) -> int:
    rows = Notification.objects.filter(member_id=member_id, read_at=None, filtered=False)
    return len(rows.values_list("pk", flat=True)[:MOST_COUNTED])
