"""What a member says of themselves."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

import msgspec
from django.db import transaction

from commons import text
from commons.events import publish
from commons.remember import forget
from squares.members import rules
from squares.members.cards import url_of
from squares.members.errors import PreferenceUnknown
from squares.members.events import ProfileChanged
from squares.members.models import Member, Role
from squares.members.preferences import DEFAULTS, Preferences, preferences_of
from squares.members.queries import STEWARDS_KEY, members_named

_LANGUAGE = re.compile(r"(?:[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})?)?")


@transaction.atomic
def change_profile(
    *,
    by: Member,
    at: datetime,
    name: str | None = None,
    biography: str | None = None,
    fields: Sequence[tuple[str, str]] | None = None,
    language: str | None = None,
    locked: bool | None = None,
    bot: bool | None = None,
    discoverable: bool | None = None,
    indexable: bool | None = None,
    hides_ties: bool | None = None,
) -> None:
    """Change what others read about a member, and how they find them; None leaves one as it is.

    biography: as typed, up to 500 characters.  fields: up to four lines of (name, value), in place
    of those before.  Both are rendered here, once.  language: of the pages, "" is the square's.
    locked: whether the member accepts each follower.  bot: whether a program writes.
    discoverable: stands in the directory and among suggestions.  indexable: public posts are
    found by search.  hides_ties: keeps who reads whom to themself.
    Raises: SquareReadOnly, MemberSuspended, MemberWaits, NameTooLong, BiographyTooLong,
        TooManyFields, FieldUnnamed, FieldTooLong.
    Tells: ProfileChanged.  Cost: 1 query, +1 when biography or fields name people.
    """
    rules.refuse_unless_may_act(by)
    changed: dict[str, Any] = {  # Any: each column has its own type
        "name": None if name is None else rules.clean_name(name),
        "language": language,
        "locked": locked,
        "bot": bot,
        "discoverable": discoverable,
        "indexable": indexable,
        "hides_ties": hides_ties,
        **_words(biography, fields),
    }
    _save(by, {column: value for column, value in changed.items() if value is not None})
    tell_change(by)


@transaction.atomic
def change_preferences(*, by: Member, at: datetime, **chosen: object) -> Preferences:
    """Change how a member wants to write and read.

    chosen: any of the fields of `Preferences`; the others stay.
    Raises: PreferenceUnknown.  Returns: all of them, as they are now.  Cost: 2 queries.
    """
    held = Member.objects.select_for_update(no_key=True).only("preferences").get(pk=by.pk)
    wanted = {**msgspec.to_builtins(preferences_of(held)), **chosen}
    try:
        now = msgspec.convert(wanted, Preferences)
    except msgspec.ValidationError:
        raise PreferenceUnknown from None
    if not _LANGUAGE.fullmatch(now.language):
        raise PreferenceUnknown
    # Only what differs is kept, so that a default may change for everybody else; beside it stays
    # what rooms above keep there.
    before = msgspec.to_builtins(DEFAULTS)
    others = {k: v for k, v in held.preferences.items() if k not in before}
    chosen = {k: v for k, v in msgspec.to_builtins(now).items() if v != before[k]}
    by.preferences = {**others, **chosen}
    by.save(update_fields=["preferences"])
    return now


def tell_change(member: Member) -> None:
    """Tell that others may see something else of a member than before."""
    if member.role != Role.MEMBER:
        forget(STEWARDS_KEY)
    publish(ProfileChanged(member_id=member.pk))


def _save(member: Member, columns: dict[str, Any]) -> None:  # Any: as above
    for column, value in columns.items():
        setattr(member, column, value)
    if columns:
        member.save(update_fields=list(columns))


def _words(
    biography: str | None, fields: Sequence[tuple[str, str]] | None
) -> dict[str, Any]:  # Any: as above
    """Return the columns of what a member wrote, rendered; people are looked up once for all."""
    columns: dict[str, Any] = {}
    biography = None if biography is None else rules.clean_biography(biography)
    lines = None if fields is None else rules.clean_fields(fields)
    people = _people_in(biography or "", *(value for _, value in lines or []))
    if biography is not None:
        columns["biography"] = biography
        columns["biography_html"] = text.render(biography, mentions=people, tag_url=_tag_url)
    if lines is not None:
        columns["fields"] = [
            {
                "name": name,
                "value": value,
                "html": text.render_line(value, mentions=people, tag_url=_tag_url),
            }
            for name, value in lines
        ]
    return columns


def _people_in(*sources: str) -> dict[str, str]:
    handles = {handle for source in sources for handle in text.names_in(source).handles}
    if not handles:
        return {}
    return {member.handle_key: url_of(member.handle) for member in members_named(handles)}


def _tag_url(key: str) -> str:
    return f"/tags/{quote(key, safe='')}"
