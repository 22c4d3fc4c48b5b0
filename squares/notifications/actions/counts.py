"""The counts of unread news that pages remember."""

from collections.abc import Iterable

from commons.remember import forget_all
from squares.notifications.queries.unread import unread_key


def forget_counts(member_ids: Iterable[int]) -> None:
    """Have members' counts made anew."""
    forget_all([unread_key(number) for number in set(member_ids)])
