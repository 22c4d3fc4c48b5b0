"""Following: asked, accepted, ended; the members' counters change in the same transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from commons import limits
from commons.events import publish
from squares.members.errors import MemberNotFound
from squares.members.models import Member
from squares.members.rules import refuse_unless_may_act
from squares.relationships.errors import Apart, NotToOneself, RequestNotFound
from squares.relationships.events import (
    FollowAccepted,
    FollowChanged,
    Followed,
    FollowEnded,
    FollowRequested,
)
from squares.relationships.locking import hold
from squares.relationships.models import Follow, ListEntry, Stance
from squares.relationships.queries import blocked_either_way
from squares.relationships.rules import clean_languages

FOLLOWS_AN_HOUR = 300


@transaction.atomic
def follow(
    *,
    by: Member,
    target: Member,
    at: datetime,
    shows_boosts: bool | None = None,
    notifies: bool | None = None,
    languages: Sequence[str] | None = None,
) -> Follow:
    """Read another member from now on, or ask to where they are locked.

    Where one follows or asked already, the options that are given change; None leaves one as it
    is.  shows_boosts: also what they pass on (yes at first).  notifies: be told of each post (no
    at first).  languages: posts in these only, by short code; empty for all.
    Raises: SquareReadOnly, MemberSuspended, MemberWaits, NotToOneself, MemberNotFound, Apart,
        LanguagesInvalid, TooMany.
    Tells: Followed, FollowRequested or FollowChanged.  Cost: 7 queries.
    Source: https://docs.joinmastodon.org/methods/accounts/#follow
    """
    refuse_unless_may_act(by)
    if by.pk == target.pk:
        raise NotToOneself
    limits.hit(f"follow:{by.pk}", limit=FOLLOWS_AN_HOUR, seconds=3600)
    options = _options(shows_boosts, notifies, languages)
    source, target = hold(by.pk, target.pk)
    if not target.is_shown:
        raise MemberNotFound
    if blocked_either_way(viewer=source, ids=[target.pk]):
        raise Apart
    found, made = Follow.objects.get_or_create(
        source=source,
        target=target,
        defaults={"accepted": not target.locked, "at": at, **options},
    )
    if not made:
        _change(found, options)
    elif found.accepted:
        count_follow(source.pk, target.pk, +1)
        publish(Followed(source_id=source.pk, target_id=target.pk))
    else:
        publish(FollowRequested(source_id=source.pk, target_id=target.pk))
    return found


@transaction.atomic
def unfollow(*, by: Member, target: Member, at: datetime) -> None:
    """Stop reading a member, or withdraw the request; harmless when there is neither.

    Tells: FollowEnded.
    """
    hold(by.pk, target.pk)
    end_follow(by.pk, target.pk)


@transaction.atomic
def remove_follower(*, by: Member, follower: Member, at: datetime) -> None:
    """Stop being read by a member, who is not told; harmless when they do not follow.

    Tells: FollowEnded.
    """
    hold(by.pk, follower.pk)
    end_follow(follower.pk, by.pk)


@transaction.atomic
def accept_request(*, by: Member, source_id: int, at: datetime) -> None:
    """Let somebody read a locked member.

    Raises: SquareReadOnly, MemberSuspended, MemberWaits, RequestNotFound.
    Tells: Followed, FollowAccepted.
    """
    refuse_unless_may_act(by)
    hold(by.pk, source_id)
    accepted = Follow.objects.filter(source_id=source_id, target=by, accepted=False).update(
        accepted=True, at=at
    )
    if not accepted:
        raise RequestNotFound
    count_follow(source_id, by.pk, +1)
    publish(Followed(source_id=source_id, target_id=by.pk))
    publish(FollowAccepted(source_id=source_id, target_id=by.pk))


@transaction.atomic
def refuse_request(*, by: Member, source_id: int, at: datetime) -> None:
    """Do not let somebody read a locked member; they are not told.

    Raises: RequestNotFound.  Tells: FollowEnded.
    """
    hold(by.pk, source_id)
    if not Follow.objects.filter(source_id=source_id, target=by, accepted=False).exists():
        raise RequestNotFound
    end_follow(source_id, by.pk)


def end_follow(source_id: int, target_id: int) -> None:
    """Remove a follow or a request, where both members are held, and what hangs on it.

    Whoever is not followed stands on no list and is not recommended.
    """
    row = Follow.objects.filter(source_id=source_id, target_id=target_id).first()
    if row is None:
        return
    row.delete()
    ListEntry.objects.filter(list__owner_id=source_id, member_id=target_id).delete()
    Stance.objects.filter(source_id=source_id, target_id=target_id).update(endorsed_at=None)
    if row.accepted:
        count_follow(source_id, target_id, -1)
    publish(FollowEnded(source_id=source_id, target_id=target_id))


def count_follow(source_id: int, target_id: int, step: int) -> None:
    """Count one follow more or fewer on both sides.

    A counter that was wrong never stops anyone from parting.
    """
    for member_id, counter in ((source_id, "following_count"), (target_id, "followers_count")):
        counted = Greatest(F(counter) + step, 0)
        Member.objects.filter(pk=member_id).update(**{counter: counted})


def _options(
    shows_boosts: bool | None,  # noqa: FBT001 - as `follow` was given them
    notifies: bool | None,  # noqa: FBT001 - likewise
    languages: Sequence[str] | None,
) -> dict[str, Any]:  # Any: each column has its own type
    """Return the columns that are to be set: those that were said."""
    said = {
        "shows_boosts": shows_boosts,
        "notifies": notifies,
        "languages": None if languages is None else clean_languages(languages),
    }
    return {name: value for name, value in said.items() if value is not None}


def _change(found: Follow, options: dict[str, Any]) -> None:  # Any: as above
    if not options:
        return
    for name, value in options.items():
        setattr(found, name, value)
    found.save(update_fields=list(options))
    publish(FollowChanged(source_id=found.source_id, target_id=found.target_id))
