"""Decisions about handles, states and roles, without looking anything up."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from commons import text
from commons.skeleton import skeleton
from squares.members.errors import (
    BiographyTooLong,
    FieldTooLong,
    FieldUnnamed,
    HandleInvalid,
    HandleReserved,
    MemberSuspended,
    MemberWaits,
    NameTooLong,
    NotYours,
    PictureDescriptionTooLong,
    TooManyFields,
)
from squares.members.models import Member, Role
from squares.members.profiles import FIELD_LIMIT, FIELDS_LIMIT
from tenants.context import the_square
from tenants.errors import SquareReadOnly
from tenants.models.square import Square

HANDLE = re.compile(r"(?=.*[A-Za-z0-9])[A-Za-z0-9_]{1,30}")
NAME_LIMIT = 60
BIOGRAPHY_LIMIT = 500
PICTURE_DESCRIPTION_LIMIT = 1500
REASON_LIMIT = 500

INVITATION_LASTS = timedelta(days=14)
UNCONFIRMED_HOLDS = timedelta(hours=48)

# What nobody may be called, since it would pass for an office, a page or everyone.
_OFFICES = (
    "about abuse account accounts admin administrator administrators admins all anonymous api "
    "billing board channel contact deleted everybody everyone foundation gone help here home "
    "info join legal login logout mail me mod moderation moderator moderators mods news nobody "
    "noreply notice null official officials operator operators ops owner owners postmaster "
    "privacy public root rules safety search security settings square staff steward stewards "
    "support system team terms townsquare townsquares undefined webmaster www you"
)
RESERVED = frozenset(_OFFICES.split())
_RESERVED_SKELETONS = frozenset(map(skeleton, RESERVED))

_RANK = {Role.MEMBER: 0, Role.MODERATOR: 1, Role.OWNER: 2}


def handle_key(handle: str) -> str:
    """Return the form under which spellings of one handle meet."""
    return handle.casefold()


def check_handle(handle: str) -> None:
    """Refuse what nobody may be called.

    Raises: HandleInvalid, HandleReserved.
    """
    if not HANDLE.fullmatch(handle):
        raise HandleInvalid
    if skeleton(handle) in _RESERVED_SKELETONS:
        raise HandleReserved(handle=handle)


def clean_name(name: str) -> str:
    """Return a name on one line, without outer blanks.

    Raises: NameTooLong.
    """
    name = _one_line(name)
    if len(name) > NAME_LIMIT:
        raise NameTooLong(limit=NAME_LIMIT)
    return name


def clean_picture_description(words: str) -> str:
    """Return what is said of an avatar or a header in NFC, without outer blanks.

    Raises: PictureDescriptionTooLong.
    """
    words = text.normalise(words)
    if len(words) > PICTURE_DESCRIPTION_LIMIT:
        raise PictureDescriptionTooLong(limit=PICTURE_DESCRIPTION_LIMIT)
    return words


def clean_biography(biography: str) -> str:
    """Return a biography in NFC, without outer blanks.

    Raises: BiographyTooLong.
    """
    biography = text.normalise(biography)
    # A link counts as 23 however long it is, and a biography goes out with every post.
    if text.length(biography) > BIOGRAPHY_LIMIT or len(biography) > BIOGRAPHY_LIMIT * 4:
        raise BiographyTooLong(limit=BIOGRAPHY_LIMIT)
    return biography


def clean_fields(fields: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the lines of a profile as (name, value), each on one line; empty ones are left out.

    Raises: TooManyFields, FieldUnnamed, FieldTooLong.
    """
    lines = [(_one_line(name), _one_line(value)) for name, value in fields]
    lines = [(name, value) for name, value in lines if name or value]
    if len(lines) > FIELDS_LIMIT:
        raise TooManyFields(limit=FIELDS_LIMIT)
    for name, value in lines:
        if not name:
            raise FieldUnnamed(value=value[:40])
        if max(len(name), len(value)) > FIELD_LIMIT:
            raise FieldTooLong(limit=FIELD_LIMIT)
    return lines


def _one_line(words: str) -> str:
    return " ".join(text.normalise(words).split())


def handle_is_free_again(member: Member, at: datetime) -> bool:
    """Tell whether a handle may go to another: its holder never confirmed an address."""
    return member.state == Member.State.UNCONFIRMED and member.joined_at < at - UNCONFIRMED_HOLDS


def state_after_confirming(member: Member, registration: str) -> Member.State:
    """Return where a membership stands once the e-mail address is confirmed."""
    if registration == Square.Registration.APPROVAL and member.invitation_id is None:
        return Member.State.PENDING
    return Member.State.ACTIVE


def refuse_unless_writable() -> None:
    """Refuse every writing in a square that takes none at the moment.

    Raises: SquareReadOnly.
    """
    if not the_square().takes_writing:
        raise SquareReadOnly


def refuse_unless_may_act(member: Member) -> None:
    """Refuse what a member does among others, where they may not or the square is read-only.

    A silenced member may still act; what they say is shown to fewer people.
    Raises: SquareReadOnly, MemberSuspended, MemberWaits.
    """
    refuse_unless_writable()
    if member.state in {Member.State.ACTIVE, Member.State.SILENCED}:
        return
    if member.state in {Member.State.PENDING, Member.State.UNCONFIRMED}:
        raise MemberWaits
    raise MemberSuspended


def refuse_unless_moderator(by: Member | str) -> None:
    """Refuse whoever is no moderator; an actor above the square was checked there.

    Raises: NotYours.
    """
    if isinstance(by, Member) and not by.is_moderator:
        raise NotYours


def refuse_unless_may_give(by: Member | str, role: Role | str) -> None:
    """Refuse giving or taking a role that is not below one's own; stewards give every role.

    Raises: NotYours.
    """
    refuse_unless_moderator(by)
    if isinstance(by, Member) and by.role != Role.OWNER and _RANK[Role(role)] > 0:
        raise NotYours


def actor(by: Member | str) -> str:
    """Return who acts, as the audit chain names them: "member:12", or "officer:3" from above."""
    return f"member:{by.pk}" if isinstance(by, Member) else by
