"""What a member may do here: roles given and taken, the state that measures set, and leaving."""

from datetime import datetime
from functools import partial

from django.db import transaction

from accounts.actions import erase_sign_in
from commons import audit, storage
from commons.events import publish
from commons.remember import forget
from squares.members import rules
from squares.members.errors import LastSteward
from squares.members.events import MemberLeft, MemberStateChanged, RoleChanged
from squares.members.models import Member, Role
from squares.members.queries import COUNT_KEY, STEWARDS_KEY


@transaction.atomic
def change_role(*, member: Member, role: Role | str, by: Member | str, at: datetime) -> None:
    """Make somebody a moderator or steward, or a member again.

    by: a steward, or an actor above the square whose right was checked there.
    Raises: NotYours, LastSteward.  Tells: RoleChanged.
    """
    rules.refuse_unless_may_give(by, max(member.role, str(role), key=list(Role.values).index))
    before, after = member.role, Role(role)
    if before == after:
        return
    if before == Role.OWNER:
        _keep_a_steward(member)
    member.role = after
    member.save(update_fields=["role"])
    audit.record(
        actor=rules.actor(by),
        action="member.role_changed",
        subject=f"member:{member.pk}",
        at=at,
        details={"before": before, "after": str(after)},
    )
    forget(STEWARDS_KEY)
    publish(RoleChanged(member_id=member.pk, before=before, after=str(after)))


@transaction.atomic
def set_state(*, member: Member, state: Member.State | str, at: datetime, reason: str = "") -> None:
    """Set the column through which moderation silences, suspends, or restores a member.

    The measure, its right and its audit entry are moderation's.  reason: what the member reads.
    Tells: MemberStateChanged.
    """
    before = member.state
    member.state, member.state_reason = str(state), reason
    member.save(update_fields=["state", "state_reason"])
    forget(STEWARDS_KEY)
    forget(COUNT_KEY)
    publish(MemberStateChanged(member_id=member.pk, before=before, after=str(state)))


@transaction.atomic
def leave(*, member: Member, at: datetime) -> None:
    """Leave the square: the sign-in and everything personal is erased, now.

    The handle stays taken, so that nobody else can pass for who was here.
    Raises: LastSteward.  Tells: MemberLeft, durably; other rooms remove what is theirs.
    """
    if member.role == Role.OWNER and member.state == Member.State.ACTIVE:
        _keep_a_steward(member)
    user, pictures = member.user, [name for name in (member.avatar, member.header) if name]
    Member.objects.filter(pk=member.pk).update(
        user=None,
        name="",
        biography="",
        biography_html="",
        avatar="",
        avatar_description="",
        header="",
        header_description="",
        fields=[],
        bot=False,
        preferences={},
        markers={},
        language="",
        join_reason="",
        state_reason="",
        invitation=None,
        locked=False,
        role=Role.MEMBER,
        state=Member.State.GONE,
    )
    if user is not None:
        erase_sign_in(user=user)
    for name in pictures:
        transaction.on_commit(partial(storage.delete, name), robust=True)
    audit.record(
        actor=rules.actor(member), action="member.left", subject=f"member:{member.pk}", at=at
    )
    forget(STEWARDS_KEY)
    forget(COUNT_KEY)
    publish(MemberLeft(member_id=member.pk))
    member.refresh_from_db()


def _keep_a_steward(leaving: Member) -> None:
    """Refuse to leave the square without a steward; the rows are locked against a race."""
    others = (
        Member.objects.select_for_update(no_key=True)
        .filter(role=Role.OWNER, state=Member.State.ACTIVE)
        .exclude(pk=leaving.pk)
    )
    if not others.order_by("id").values_list("pk", flat=True)[:1]:
        raise LastSteward
