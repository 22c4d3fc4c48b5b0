"""Every read of who is here."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet, Sum

from accounts.models import User
from commons.ids import is_id
from commons.recent import Shelf
from commons.remember import key_for, remember
from commons.skeleton import skeleton
from commons.statements import columns_of, fetch, instance, is_settled, version_of
from squares.members import rules
from squares.members.cards import CARD_FIELDS, MemberCard, card_of
from squares.members.errors import (
    HandleLooksAlike,
    HandleTaken,
    InvitationNotFound,
    InvitationSpent,
    MemberNotFound,
)
from squares.members.models import SHOWN_STATES, Invitation, Member, Role
from squares.members.profiles import PROFILE_FIELDS
from squares.members.tokens import hash_of

_PROFILES = f"""
SELECT {columns_of(Member, only=PROFILE_FIELDS)} FROM members_member
 WHERE id = ANY(%(ids)s::bigint[])
"""  # noqa: S608 - the columns of our own table
_SHOWN = f"""
SELECT {columns_of(Member)} FROM members_member
 WHERE id = ANY(%(ids)s::bigint[]) AND state IN ('active', 'silenced')
"""  # noqa: S608 - the columns of our own table
_OF_HANDLE, _BY_ID = (
    f"SELECT {columns_of(Member)} FROM members_member WHERE {which}"  # noqa: S608 - as above
    for which in ("handle_key = %(key)s", "id = %(id)s::bigint")
)
_BRIEF_FIELDS = ("id", "state")
_BRIEF = (
    f"SELECT {columns_of(Member, only=_BRIEF_FIELDS)} FROM members_member WHERE id = %(id)s::bigint"  # noqa: S608 - as above
)
_OF_TOKEN = f"""
SELECT {columns_of(Member, "m.")}, {columns_of(User, "u.")}
  FROM members_member m LEFT JOIN accounts_user u ON u.id = m.user_id
 WHERE m.id = %(id)s::bigint AND m.state <> 'gone'
"""  # noqa: S608 - the columns of our own tables
# What a statement that changes a member gives back of them, for `keep_profile`.
RETURN_PROFILE = (
    f"RETURNING {columns_of(Member, only=PROFILE_FIELDS)}, {version_of('members_member')}"
)
# By number and version: for the answer that is on its way.
_JUST_CHANGED = Shelf[tuple[int, int], Member](seconds=4.0, most=400)

COUNT_KEY = "members-count"
POSTS_KEY = "posts-count"


@dataclass(frozen=True)
class Stewards:
    """The people who run the square."""

    owners: tuple[MemberCard, ...]
    moderators: tuple[MemberCard, ...]

    @property
    def everyone(self) -> tuple[MemberCard, ...]:
        """Owners first, then moderators."""
        return self.owners + self.moderators


STEWARDS_KEY = key_for("stewards", Stewards, MemberCard)


def find_member(*, handle: str, viewer: Member | None, parting: bool = False) -> Member:
    """Return the member of a handle, in any capitals.

    parting: whether the viewer means to end what is between them, to which no suspension binds.
    Raises: MemberNotFound for those who wait, left, or are suspended (moderators see these).
    """
    if not rules.HANDLE.fullmatch(handle):
        raise MemberNotFound
    found = fetch(_OF_HANDLE, {"key": rules.handle_key(handle)})
    return _visible(found, viewer, parting=parting)


def member_by_id(*, member_id: int, viewer: Member | None, parting: bool = False) -> Member:
    """Return a member by number, under the same conditions as `find_member`.

    Raises: MemberNotFound.
    """
    found = fetch(_BY_ID, {"id": member_id}) if is_id(member_id) else []
    return _visible(found, viewer, parting=parting)


def brief_member_by_id(*, member_id: int, viewer: Member | None) -> Member:
    """Return the same member, of whom only the number is needed.

    Anything but the state is fetched when it is asked for.  Raises: MemberNotFound.
    """
    found = fetch(_BRIEF, {"id": member_id}) if is_id(member_id) else []
    return _visible(found, viewer, only=_BRIEF_FIELDS)


def member_behind(user_id: int) -> Member | None:
    """Return the membership of a sign-in, None for one that has left or never joined."""
    return Member.objects.filter(user_id=user_id).exclude(state=Member.State.GONE).first()


def member_of_token(member_id: int) -> Member | None:
    """Return the membership that a token speaks for, in whatever state but gone.  Cost: 1 query."""
    rows = fetch(_OF_TOKEN, {"id": member_id})
    if not rows:
        return None
    width = len(Member._meta.concrete_fields)  # noqa: SLF001 - Django's own word for it
    member, user = instance(Member, rows[0][:width]), rows[0][width:]
    member.user = instance(User, user) if user[0] is not None else None
    return member


def profiles_by_ids(ids: Collection[int]) -> dict[int, Member]:
    """Return members by number in any state: whoever asks knows that they may be met.

    With what their profiles show; anything else is fetched when it is asked for.
    Cost: 1 query, none without ids.
    """
    if not ids:
        return {}
    rows = fetch(_PROFILES, {"ids": list(ids)})
    return {row[0]: instance(Member, row, only=PROFILE_FIELDS) for row in rows}


def profiles_by_version(versions: Mapping[int, int]) -> dict[int, Member]:
    """Return the same of whom it is known how new they are; 0 where nobody asked.

    Cost: 1 query; none for those who changed just now in this process (`keep_profile`).
    """
    keys = {pk: (pk, version) for pk, version in versions.items()}
    found = _JUST_CHANGED.find("profiles", keys)
    return found | profiles_by_ids(keys.keys() - found.keys())


def keep_profile(row: Sequence[Any]) -> None:  # Any: values of every kind
    """Keep in mind what just became of a member: whoever did it is shown them next.

    row: as RETURN_PROFILE gives it back.
    """
    if is_settled():
        member = instance(Member, row[:-1], only=PROFILE_FIELDS)
        _JUST_CHANGED.keep("profiles", {member.pk: (member.pk, row[-1])}, {member.pk: member})


def members_named(handles: Collection[str]) -> QuerySet[Member]:
    """Return the members whom a text names, those who can be met."""
    keys = {rules.handle_key(handle) for handle in handles}
    return Member.objects.filter(handle_key__in=keys, state__in=SHOWN_STATES)


def members_by_ids(ids: Collection[int]) -> dict[int, Member]:
    """Return members who can be met, by number.  Cost: 1 query, none without ids."""
    if not ids:
        return {}
    return {row[0]: instance(Member, row) for row in fetch(_SHOWN, {"ids": list(ids)})}


def waiting_members() -> QuerySet[Member]:
    """Return those who wait for approval, the longest waiting first."""
    return Member.objects.filter(state=Member.State.PENDING).order_by("id")


def find_waiting(member_id: int) -> Member:
    """Return one who waits for approval.

    Raises: MemberNotFound.
    """
    member = waiting_members().filter(pk=member_id).first()
    if member is None:
        raise MemberNotFound
    return member


def moderators() -> QuerySet[Member]:
    """Return the active moderators and stewards; "owner" sorts after "moderator"."""
    return Member.objects.filter(
        state=Member.State.ACTIVE, role__in=[Role.MODERATOR, Role.OWNER]
    ).order_by("-role", "id")


def stewards() -> Stewards:
    """Return the people who run the square.

    Cost: no query while remembered (5 minutes; forgotten when a role or face changes).
    """
    return remember(STEWARDS_KEY, _read_stewards, seconds=300)


def count_members() -> int:
    """Return how many people are in the square, to the minute."""
    return remember(COUNT_KEY, Member.objects.filter(state__in=SHOWN_STATES).count, seconds=60)


def count_joined(*, since: datetime) -> int:
    """Return how many of the people in the square came since a moment."""
    return Member.objects.filter(state__in=SHOWN_STATES, joined_at__gte=since).count()


def count_active(*, on: date, days: int) -> int:
    """Return how many of the people in the square posted in the days before one, to ten minutes."""
    rows = Member.objects.filter(state__in=SHOWN_STATES, posted_on__gt=on - timedelta(days=days))
    return remember(f"members-active:{days}", rows.count, seconds=600)


def count_posts() -> int:
    """Return how many posts the people in the square have published, to the minute."""
    return remember(POSTS_KEY, _sum_posts, seconds=60)


def open_invitations(*, at: datetime) -> QuerySet[Invitation]:
    """Return the invitations that still let someone in, newest first."""
    return Invitation.objects.filter(uses_left__gt=0, expires_at__gt=at).order_by("-id")


def find_invitation(invitation_id: int) -> Invitation:
    """Return an invitation by number.

    Raises: InvitationNotFound.
    """
    invitation = Invitation.objects.filter(pk=invitation_id).first()
    if invitation is None:
        raise InvitationNotFound
    return invitation


def invitation_for(token: str, *, at: datetime) -> Invitation:
    """Return the invitation of a link that still lets someone in.

    Raises: InvitationSpent.
    """
    invitation = open_invitations(at=at).filter(token_hash=hash_of(token)).first()
    if invitation is None:
        raise InvitationSpent
    return invitation


def refuse_unless_free(handle: str, *, at: datetime) -> None:
    """Refuse a handle that nobody may have, or somebody has.

    Raises: HandleInvalid, HandleReserved, HandleTaken, HandleLooksAlike.  Cost: 1 query.
    """
    rules.check_handle(handle)
    key = rules.handle_key(handle)
    for holder in holders_of(handle):
        if not rules.handle_is_free_again(holder, at):
            raise (HandleTaken if holder.handle_key == key else HandleLooksAlike)(handle=handle)


def holders_of(handle: str) -> Sequence[Member]:
    """Return who has the handle or one that looks like it, in whatever state."""
    found = Q(handle_key=rules.handle_key(handle)) | Q(skeleton=skeleton(handle))
    return list(Member.objects.filter(found))


def cards_of(members: Collection[Member]) -> list[MemberCard]:
    """Return the cards of members, in their order."""
    return [card_of(member) for member in members]


def _visible(
    found: Sequence[Sequence[Any]],  # Any: columns of every kind
    viewer: Member | None,
    *,
    parting: bool = False,
    only: Sequence[str] = (),
) -> Member:
    member = instance(Member, found[0], only=only) if found else None
    if member is None or not _may_meet(member, viewer, parting=parting):
        raise MemberNotFound
    return member


def _may_meet(member: Member, viewer: Member | None, *, parting: bool) -> bool:
    if member.is_shown:
        return True
    if member.state != Member.State.SUSPENDED or viewer is None:
        return False
    return parting or viewer.is_moderator or viewer.pk == member.pk


def _read_stewards() -> Stewards:
    people = list(moderators().only(*CARD_FIELDS))
    return Stewards(
        owners=tuple(card_of(m) for m in people if m.role == Role.OWNER),
        moderators=tuple(card_of(m) for m in people if m.role != Role.OWNER),
    )


def _sum_posts() -> int:
    total = Member.objects.filter(state__in=SHOWN_STATES).aggregate(said=Sum("posts_count"))
    return total["said"] or 0
