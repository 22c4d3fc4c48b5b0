"""Every read of lists: a member's own selections of those they follow."""

from collections.abc import Collection

from django.db.models import QuerySet

from commons.pages import NEWEST, Page, Window, read
from squares.members.models import SHOWN_STATES, Member
from squares.relationships.errors import ListNotFound
from squares.relationships.models import List, ListEntry


def find_list(*, owner: Member, list_id: int) -> List:
    """Return one of a member's own lists.

    Raises: ListNotFound, also for other people's.
    """
    found = List.objects.filter(owner=owner, pk=list_id).first() if _is_id(list_id) else None
    if found is None:
        raise ListNotFound
    return found


def lists_of(owner: Member) -> QuerySet[List]:
    """Return a member's lists, the oldest first."""
    return List.objects.filter(owner=owner).order_by("id")


def lists_with(*, owner: Member, member_id: int) -> QuerySet[List]:
    """Return those of a member's lists on which somebody stands."""
    return lists_of(owner).filter(entries__member_id=member_id)


def members_on(of: List, *, window: Window = NEWEST) -> Page[Member]:
    """Return a page of who stands on a list, who joined the square last first.

    Cursors are members' numbers.  Cost: 1 query.
    """
    rows = ListEntry.objects.filter(list=of, member__state__in=SHOWN_STATES)
    page = read(
        rows.select_related("member"), window, key=lambda row: row.member_id, column="member_id"
    )
    return Page([row.member for row in page.items], page.older, page.newest)


def everyone_on(of: List) -> list[Member]:
    """Return all who stand on a list.  Cost: 1 query."""
    rows = ListEntry.objects.filter(list=of, member__state__in=SHOWN_STATES)
    return [row.member for row in rows.select_related("member").order_by("-member_id")]


def standing_on(of: List, ids: Collection[int]) -> set[int]:
    """Return those of some members who stand on a list, by number.  Cost: 1 query."""
    rows = ListEntry.objects.filter(list=of, member_id__in=list(ids))
    return set(rows.values_list("member_id", flat=True))


def _is_id(number: int) -> bool:
    return 0 < number < 2**63
