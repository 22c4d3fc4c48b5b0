"""From a stranger to a member: asking, confirming the address, being let in or not."""

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from accounts.actions import erase_sign_in
from accounts.models import User
from commons import audit, mail, text
from commons.events import publish
from commons.remember import forget
from commons.skeleton import skeleton
from squares.members import rules
from squares.members.errors import (
    HandleTaken,
    InvitationForAnother,
    InvitationNeeded,
    InvitationSpent,
    NothingToDecide,
    ReasonNeeded,
    ReasonTooLong,
)
from squares.members.events import MemberApproved, MemberJoined, MemberRefused, MemberWaiting
from squares.members.models import Invitation, Member, Role
from squares.members.queries import (
    COUNT_KEY,
    STEWARDS_KEY,
    holders_of,
    invitation_for,
    refuse_unless_free,
)
from tenants.context import the_square
from tenants.models.square import Square


@transaction.atomic
def join(
    *,
    user: User,
    handle: str,
    at: datetime,
    name: str = "",
    language: str = "",
    reason: str = "",
    invitation_token: str = "",
) -> Member:
    """Write down who wants to be in; they are in once the e-mail address is confirmed.

    The handle is held from now on, for 48 hours unless the address is confirmed. The rules of
    the square are accepted in `charter.actions.join_square`, which calls this. Where the platform
    confirms at once (INSTANT_CONFIRMATION, a stand for tests) they are in when this returns.
    reason: for the moderators, where the square approves each member.
    Raises: SquareReadOnly, HandleInvalid, HandleReserved, HandleTaken, HandleLooksAlike,
        NameTooLong, ReasonNeeded, ReasonTooLong, InvitationNeeded, InvitationSpent,
        InvitationForAnother.
    """
    rules.refuse_unless_writable()
    refuse_unless_free(handle, at=at)
    invitation = _use_invitation(invitation_token, email=user.email, at=at)
    _release_stale(handle, at)
    member = Member(
        user=user,
        handle=handle,
        handle_key=rules.handle_key(handle),
        skeleton=skeleton(handle),
        name=rules.clean_name(name),
        language=language,
        role=invitation.role if invitation else Role.MEMBER,
        state=Member.State.UNCONFIRMED,
        join_reason=_clean_reason(reason, needed=invitation is None),
        invitation=invitation,
        joined_at=at,
    )
    try:
        with transaction.atomic():
            member.save(force_insert=True)
    except IntegrityError as error:  # somebody was a moment faster
        raise HandleTaken(handle=handle) from error
    if settings.INSTANT_CONFIRMATION:
        confirm_member(user_id=user.pk, at=at)
        member.refresh_from_db()
    return member


@transaction.atomic
def confirm_member(*, user_id: int, at: datetime) -> None:
    """Take in the member whose e-mail address was confirmed, or let them wait for approval.

    Harmless for those who are in already: they confirmed another address.
    Tells: MemberJoined or MemberWaiting.
    """
    member = (
        Member.objects.select_for_update(no_key=True)
        .filter(user_id=user_id, state=Member.State.UNCONFIRMED)
        .first()
    )
    if member is None:
        return
    member.state = rules.state_after_confirming(member, the_square().registration)
    member.joined_at = at
    member.save(update_fields=["state", "joined_at"])
    if member.state == Member.State.ACTIVE:
        _welcome(member)
    else:
        publish(MemberWaiting(member_id=member.pk))


@transaction.atomic
def approve_member(*, member: Member, by: Member, at: datetime) -> None:
    """Let in somebody who waits, and write to them.

    Raises: NotYours, NothingToDecide.  Tells: MemberApproved, MemberJoined.
    """
    rules.refuse_unless_moderator(by)
    _decide(member, Member.State.ACTIVE)
    audit.record(
        actor=rules.actor(by), action="member.approved", subject=f"member:{member.pk}", at=at
    )
    _write(member, "approved", {})
    publish(MemberApproved(member_id=member.pk))
    _welcome(member)


@transaction.atomic
def refuse_member(*, member: Member, by: Member, reason: str, at: datetime) -> None:
    """Do not let in somebody who waits, and tell them why.

    reason: what they read, 1–500 characters.
    Raises: NotYours, NothingToDecide, ReasonNeeded, ReasonTooLong.  Tells: MemberRefused.
    """
    rules.refuse_unless_moderator(by)
    reason = text.normalise(reason)
    if not reason:
        raise ReasonNeeded
    if len(reason) > rules.REASON_LIMIT:
        raise ReasonTooLong(limit=rules.REASON_LIMIT)
    _decide(member, Member.State.REFUSED, reason)
    audit.record(
        actor=rules.actor(by), action="member.refused", subject=f"member:{member.pk}", at=at
    )
    _write(member, "refused", {"reason": reason})
    publish(MemberRefused(member_id=member.pk))


@transaction.atomic
def drop_stale(*, at: datetime, limit: int = 100) -> int:
    """Erase those who asked to be in 48 hours ago and never confirmed their address.

    Returns: how many.  Repeatable; one who confirms at this very moment is left alone.
    """
    stale = Member.objects.filter(
        state=Member.State.UNCONFIRMED, joined_at__lt=at - rules.UNCONFIRMED_HOLDS
    )
    members = list(stale.select_for_update(skip_locked=True).order_by("id")[:limit])
    for member in members:
        _drop(member)
    return len(members)


def _decide(member: Member, state: Member.State, reason: str = "") -> None:
    """Move a waiting member on, once."""
    moved = Member.objects.filter(pk=member.pk, state=Member.State.PENDING).update(
        state=state, state_reason=reason
    )
    if not moved:
        raise NothingToDecide
    member.state, member.state_reason = state, reason


def _welcome(member: Member) -> None:
    forget(COUNT_KEY)
    if member.role != Role.MEMBER:
        forget(STEWARDS_KEY)
    publish(MemberJoined(member_id=member.pk))


def _write(member: Member, letter: str, context: dict[str, str]) -> None:
    if member.user is None:
        return
    square = the_square()
    mail.send(
        template=f"emails/members/{letter}",
        to=member.user.email,
        context={"square": square, "member": member, **context},
        language=member.language or square.language,
    )


def _clean_reason(reason: str, *, needed: bool) -> str:
    reason = text.normalise(reason)
    if len(reason) > rules.REASON_LIMIT:
        raise ReasonTooLong(limit=rules.REASON_LIMIT)
    approval = the_square().registration == Square.Registration.APPROVAL
    if approval and needed and not reason:
        raise ReasonNeeded
    return reason


def _use_invitation(token: str, *, email: str, at: datetime) -> Invitation | None:
    """Take one use of an invitation; two who come at once cannot share the last.

    A square that is not open yet takes its first people by invitation, whatever it says of later
    ones.
    """
    if not token:
        square = the_square()
        by_invitation = square.registration == Square.Registration.INVITATION
        if by_invitation or square.state == Square.State.FOUNDING:
            raise InvitationNeeded
        return None
    invitation = invitation_for(token, at=at)
    if invitation.email and invitation.email.lower() != email.lower():
        raise InvitationForAnother
    used = Invitation.objects.filter(pk=invitation.pk, uses_left__gt=0).update(
        uses_left=F("uses_left") - 1
    )
    if not used:
        raise InvitationSpent
    return invitation


def _release_stale(handle: str, at: datetime) -> None:
    """Drop those who held the handle without ever confirming an address."""
    for member in holders_of(handle):
        if rules.handle_is_free_again(member, at):
            _drop(member)


def _drop(member: Member) -> None:
    """Erase somebody who never was in, and give a use of their invitation back."""
    if member.invitation_id is not None:
        Invitation.objects.filter(pk=member.invitation_id).update(uses_left=F("uses_left") + 1)
    user = member.user
    member.delete()
    if user is not None:
        erase_sign_in(user=user)
