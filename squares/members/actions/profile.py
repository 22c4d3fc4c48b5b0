"""What a member says of themselves."""

from datetime import datetime
from urllib.parse import quote

from django.db import transaction

from commons import storage, text
from commons.events import publish
from commons.remember import forget
from squares.members import rules
from squares.members.cards import url_of
from squares.members.events import ProfileChanged
from squares.members.models import Member, Role
from squares.members.queries import STEWARDS_KEY, members_named


@transaction.atomic
def change_profile(
    *, by: Member, name: str, biography: str, locked: bool, language: str, at: datetime
) -> None:
    """Change what others read about a member, and how they are followed.

    biography: as typed, up to 500 characters, rendered here once.  locked: whether the member
    accepts each follower.  language: "" is the square's.
    Raises: SquareReadOnly, MemberSuspended, MemberWaits, NameTooLong, BiographyTooLong.
    Tells: ProfileChanged.  Cost: 1 query, +1 when the biography names people.
    """
    rules.refuse_unless_may_act(by)
    by.name = rules.clean_name(name)
    by.biography = rules.clean_biography(biography)
    by.biography_html = _render(by.biography)
    by.locked = locked
    by.language = language
    by.save(update_fields=["name", "biography", "biography_html", "locked", "language"])
    _tell_change(by)


@transaction.atomic
def change_avatar(*, by: Member, file: str, at: datetime) -> None:
    """Show another picture; `file` is the ready name of a stored one, "" for none.

    The picture before is deleted once this is committed.
    Raises: SquareReadOnly, MemberSuspended, MemberWaits.  Tells: ProfileChanged.
    """
    rules.refuse_unless_may_act(by)
    before = by.avatar
    by.avatar = file
    by.save(update_fields=["avatar"])
    if before and before != file:
        transaction.on_commit(lambda: storage.delete(before), robust=True)
    _tell_change(by)


def _tell_change(member: Member) -> None:
    if member.role != Role.MEMBER:
        forget(STEWARDS_KEY)
    publish(ProfileChanged(member_id=member.pk))


def _render(biography: str) -> str:
    names = text.names_in(biography)
    mentions = {}
    if names.handles:
        mentions = {m.handle_key: url_of(m.handle) for m in members_named(names.handles)}
    return text.render(
        biography, mentions=mentions, tag_url=lambda key: f"/tags/{quote(key, safe='')}"
    )
