"""Everybody who ever came in, in whatever state: what moderators look through."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from commons.pages import Page, Window, read
from squares.members.errors import MemberNotFound
from squares.members.models import Member, Role
from squares.members.rules import handle_key, refuse_unless_moderator


@dataclass(frozen=True, kw_only=True)
class Sought:
    """Whom moderators look for; None and "" leave it open.

    states: any of these.  staff: only those with an office.  roles: any of these.
    """

    states: frozenset[str] | None = None
    staff: bool = False
    roles: frozenset[str] | None = None
    handle: str = ""
    name: str = ""


def roster(*, viewer: Member, sought: Sought, window: Window) -> Page[Member]:
    """Return a page of members in whatever state, those who came last first; nobody who left.

    Raises: NotYours, for whoever does not moderate.  Cost: 1 query.
    """
    refuse_unless_moderator(viewer)
    rows = _present()
    if sought.states is not None:
        rows = rows.filter(state__in=sought.states)
    if sought.staff:
        rows = rows.exclude(role=Role.MEMBER)
    if sought.roles is not None:
        rows = rows.filter(role__in=sought.roles)
    if sought.handle:
        rows = rows.filter(handle_key__startswith=handle_key(sought.handle.lstrip("@")))
    if sought.name:
        rows = rows.filter(Q(name__icontains=sought.name))
    return read(rows, window, key=lambda member: member.pk)


def find_in_roster(*, viewer: Member, member_id: int) -> Member:
    """Return a member in whatever state.

    Raises: NotYours, for whoever does not moderate; MemberNotFound, also for one who left.
    Cost: 1 query.
    """
    refuse_unless_moderator(viewer)
    member = _present().filter(pk=member_id).first()
    if member is None:
        raise MemberNotFound
    return member


def _present() -> QuerySet[Member]:
    return Member.objects.exclude(state=Member.State.GONE)
