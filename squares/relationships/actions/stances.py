"""What a member keeps for themself about another: a note, a recommendation, a wish.

Each is harmless when done already.  A row that says nothing any more is removed.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from squares.members.models import Member
from squares.relationships.errors import NotFollowed, NotToOneself
from squares.relationships.locking import hold
from squares.relationships.models import Stance
from squares.relationships.queries import follows
from squares.relationships.rules import clean_note


def take_note(*, by: Member, target: Member, note: str, at: datetime) -> None:
    """Write down something about a member for oneself; an empty note removes it.

    note: as typed, up to 2000 characters.  Also in a read-only square: nobody else sees it.
    Raises: NoteTooLong, NotToOneself, MemberNotFound.
    Source: https://docs.joinmastodon.org/methods/accounts/#note
    """
    _set(by, target, note=clean_note(note))


@transaction.atomic
def endorse(*, by: Member, target: Member, at: datetime) -> None:
    """Recommend a member, whom one follows, on one's own page.

    Raises: NotFollowed, NotToOneself, MemberNotFound.
    Source: https://docs.joinmastodon.org/methods/accounts/#endorse
    """
    if by.pk == target.pk:
        raise NotToOneself
    hold(by.pk, target.pk)  # so that the follow cannot end in between
    if not follows(source_id=by.pk, target_id=target.pk):
        raise NotFollowed
    if not Stance.objects.filter(source=by, target=target, endorsed_at__isnull=False).exists():
        _set(by, target, endorsed_at=at)


def unendorse(*, by: Member, target: Member, at: datetime) -> None:
    """Recommend a member no longer.  Raises: NotToOneself, MemberNotFound."""
    _set(by, target, endorsed_at=None)


def hear_always(*, by: Member, target: Member, at: datetime, on: bool = True) -> None:
    """Let news of a member pass whatever one's policy says, or no longer.

    Raises: NotToOneself, MemberNotFound.
    """
    _set(by, target, heard_always=on)


def do_not_suggest(*, by: Member, target: Member, at: datetime) -> None:
    """Have a member not proposed for following any more.

    Raises: NotToOneself, MemberNotFound.
    Source: https://docs.joinmastodon.org/methods/suggestions/#remove
    """
    _set(by, target, not_suggested=True)


@transaction.atomic
def _set(by: Member, target: Member, **columns: Any) -> None:  # Any: each column has its own type
    if by.pk == target.pk:
        raise NotToOneself
    hold(by.pk, target.pk)  # nobody who is leaving is noted down behind the eraser's back
    stance = Stance.objects.filter(source=by, target=target).first()
    if stance is None:
        stance = Stance(source=by, target=target)
        if _says_nothing(stance, columns):
            return
    for name, value in columns.items():
        setattr(stance, name, value)
    if _says_nothing(stance, {}):
        Stance.objects.filter(source=by, target=target).delete()
    else:
        stance.save()


def _says_nothing(stance: Stance, columns: dict[str, Any]) -> bool:  # Any: as above
    names = ("note", "endorsed_at", "heard_always", "not_suggested")
    return not any(columns.get(name, getattr(stance, name)) for name in names)
