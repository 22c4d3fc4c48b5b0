"""Holds two members while a tie between them changes, so that counters stay exact."""

from squares.members.errors import MemberNotFound
from squares.members.models import Member


def hold(one_id: int, other_id: int) -> tuple[Member, Member]:
    """Lock both rows, always the smaller number first, so that two acts cannot deadlock.

    Call inside a transaction.  Returns: both, fetched anew.  Raises: MemberNotFound.
    """
    rows = (
        Member.objects.select_for_update(no_key=True)
        .filter(pk__in=[one_id, other_id])
        .order_by("pk")
    )
    found = {member.pk: member for member in rows}
    if len(found) != 2:
        raise MemberNotFound
    return found[one_id], found[other_id]
