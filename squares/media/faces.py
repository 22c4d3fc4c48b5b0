"""Pictures that are only files, of members and of emoji; rooms that name them keep the rows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from commons import limits
from squares.media import processing
from squares.media.actions import UPLOADS_AN_HOUR
from squares.media.intake import Shelf
from squares.media.processing import Readable, Rendition
from squares.members.models import Member
from squares.members.rules import refuse_unless_may_act


@dataclass(frozen=True)
class Faces:
    """The stored names of a member's two pictures, None where one was not sent."""

    avatar: str | None = None
    header: str | None = None


def store_avatar(*, by: Member, file: Readable, at: datetime) -> str:
    """Store a picture of a member, cut square.

    Returns: the stored file's name, for `members.actions.pictures`.
    Raises: what `store_faces` raises.
    """
    return store_faces(by=by, at=at, avatar=file).avatar or ""


def store_header(*, by: Member, file: Readable, at: datetime) -> str:
    """Store the broad picture at the top of a member's page, cut three to one.

    Returns: the stored file's name, for `members.actions.pictures`.
    Raises: what `store_faces` raises.
    """
    return store_faces(by=by, at=at, header=file).header or ""


def store_faces(
    *, by: Member, at: datetime, avatar: Readable | None = None, header: Readable | None = None
) -> Faces:
    """Store the pictures of a member that were sent: all of them, or none.

    Returns: the stored files' names, None where nothing was sent.
    Raises: TooLarge, NotAPicture, TooManyPixels, TooMany, SquareReadOnly, MemberSuspended,
    MemberWaits.
    """
    refuse_unless_may_act(by)
    with Shelf() as shelf:
        return Faces(
            avatar=_face(by, "avatars", processing.read_avatar, avatar, shelf),
            header=_face(by, "headers", processing.read_header, header, shelf),
        )


def store_emoji(*, by: Member, file: Readable, at: datetime) -> str:
    """Store a small picture that texts can show, and beside it one that does not move.

    Returns: the stored file's name, for `charter.actions.emoji.add_emoji`.
    Raises: EmojiTooLarge, NotAnEmoji, TooManyPixels, TooMany, SquareReadOnly, MemberSuspended,
    MemberWaits.
    """
    refuse_unless_may_act(by)
    limits.hit(f"upload:{by.pk}", limit=UPLOADS_AN_HOUR, seconds=3600)
    moving, still = processing.read_emoji(file)
    with Shelf() as shelf:
        name = shelf.put("emoji", still)
        return shelf.put_beside(name, moving) if moving else name


def _face(
    by: Member,
    kind: str,
    read: Callable[[Readable], Rendition],
    file: Readable | None,
    shelf: Shelf,
) -> str | None:
    if file is None:
        return None
    limits.hit(f"upload:{by.pk}", limit=UPLOADS_AN_HOUR, seconds=3600)
    return shelf.put(kind, read(file))
