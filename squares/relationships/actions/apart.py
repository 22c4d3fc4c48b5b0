"""Keeping apart: blocks, which both sides feel, and mutes, which only one knows of."""

from datetime import datetime

from django.db import transaction

from commons.events import publish
from squares.members.models import Member
from squares.relationships.actions.follow import end_follow
from squares.relationships.errors import NotToOneself
from squares.relationships.events import Blocked, Muted, Unblocked, Unmuted
from squares.relationships.locking import hold
from squares.relationships.models import Block, Mute


@transaction.atomic
def block(*, by: Member, target: Member, at: datetime) -> None:
    """Have no contact with a member: follows and requests end both ways; harmless when done.

    Also in a read-only square and to a suspended member: protection is never refused.
    Raises: NotToOneself.  Tells: Blocked, FollowEnded.
    """
    if by.pk == target.pk:
        raise NotToOneself
    hold(by.pk, target.pk)
    end_follow(by.pk, target.pk)
    end_follow(target.pk, by.pk)
    _block, made = Block.objects.get_or_create(source=by, target=target, defaults={"at": at})
    if made:
        publish(Blocked(source_id=by.pk, target_id=target.pk))


@transaction.atomic
def unblock(*, by: Member, target: Member, at: datetime) -> None:
    """End a block; the follows it ended stay ended.  Harmless without one.  Tells: Unblocked."""
    if Block.objects.filter(source=by, target=target).delete()[0]:
        publish(Unblocked(source_id=by.pk, target_id=target.pk))


@transaction.atomic
def mute(
    *,
    by: Member,
    target: Member,
    at: datetime,
    until: datetime | None = None,
    notifications: bool = True,
) -> None:
    """Do not read a member any more, for good or until a moment; they are not told.

    notifications: whether to be told nothing they do, either.
    Muting again sets both anew.  Raises: NotToOneself.  Tells: Muted.
    """
    if by.pk == target.pk:
        raise NotToOneself
    Mute.objects.update_or_create(
        source=by,
        target=target,
        defaults={"until": until, "notifications": notifications, "at": at},
    )
    publish(Muted(source_id=by.pk, target_id=target.pk))


@transaction.atomic
def unmute(*, by: Member, target: Member, at: datetime) -> None:
    """Read a member again; harmless when not muted.  Tells: Unmuted."""
    if Mute.objects.filter(source=by, target=target).delete()[0]:
        publish(Unmuted(source_id=by.pk, target_id=target.pk))
