"""How a member is seen: the picture beside the name, and the broad one at the top of their page."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from commons import storage
from commons.errors import Refusal
from squares.members import rules
from squares.members.actions.profile import tell_change
from squares.members.models import Member


def change_pictures(
    *,
    by: Member,
    at: datetime,
    avatar: str | None = None,
    avatar_description: str | None = None,
    header: str | None = None,
    header_description: str | None = None,
) -> None:
    """Show other pictures, or say other words about them; None leaves one as it is.

    avatar, header: the ready name of a stored file, "" for none. Words about a picture go with
    it, unless new ones come. Files before are deleted once this is committed; where this is
    refused, those that came are.
    Raises: SquareReadOnly, MemberSuspended, MemberWaits, PictureDescriptionTooLong.
    Tells: ProfileChanged.  Cost: 1 query.
    """
    try:
        with transaction.atomic():
            rules.refuse_unless_may_act(by)
            before = {by.avatar, by.header}
            _show(by, "avatar", avatar, avatar_description)
            _show(by, "header", header, header_description)
            by.save(update_fields=["avatar", "avatar_description", "header", "header_description"])
            gone = before - {by.avatar, by.header}
            transaction.on_commit(lambda: _delete(gone), robust=True)
            tell_change(by)
    except Refusal:
        _delete({avatar, header})
        raise


def _show(by: Member, which: str, file: str | None, words: str | None) -> None:
    if file is not None:
        setattr(by, which, file)
        words = words or ""
    if words is not None:
        shown = rules.clean_picture_description(words) if getattr(by, which) else ""
        setattr(by, f"{which}_description", shown)


def _delete(names: Iterable[str | None]) -> None:
    for name in names:
        if name:
            storage.delete(name)
