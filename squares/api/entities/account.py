"""A member as apps meet them.

Source: https://docs.joinmastodon.org/entities/Account/
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

import msgspec
from django.utils.translation import get_language

from commons.recent import Beside, Shelf
from commons.statements import is_settled
from squares.api.entities.emoji import CustomEmoji, emojis_of
from squares.api.entities.kinds import Date, Id, Moment, day, midnight, moment_or_none
from squares.api.entities.reader import Reader
from squares.charter.emoji import may_name_emoji
from squares.members.cards import MemberCard, avatar_address, header_address, url_of
from squares.members.models import Member, Role
from squares.members.profiles import fields_of
from squares.members.queries import profiles_by_ids, profiles_by_version

# Mastodon's permissions: all of them, and a moderator's (dashboard, reports, users, appeals…).
_EVERYTHING, _MODERATING = 0x1, 0x4 | 0x8 | 0x10 | 0x80 | 0x200 | 0x400 | 0x800
_PERMISSIONS = {Role.MEMBER: 0, Role.MODERATOR: _MODERATING, Role.OWNER: _EVERYTHING}
_ROLE_IDS = {Role.MEMBER: "-99", Role.MODERATOR: "2", Role.OWNER: "3"}

# By member and version of their row, for each language and address.
_MADE = Shelf[tuple[int, int], "Account"](seconds=60.0, most=6000)
_WRITTEN = Beside["Account", bytes]()
_encode = msgspec.json.Encoder().encode


class Field(msgspec.Struct, kw_only=True):
    """One line of a profile; `value` is HTML."""

    name: str
    value: str
    verified_at: Moment | None = None


class AccountRole(msgspec.Struct, kw_only=True):
    """An office that is shown beside a name."""

    id: str
    name: str
    color: str = ""


class Account(msgspec.Struct, kw_only=True, weakref=True):
    """A member's profile."""

    id: Id
    username: str
    acct: str
    display_name: str
    locked: bool
    bot: bool
    discoverable: bool | None
    indexable: bool
    group: bool
    created_at: Moment
    note: str
    url: str
    uri: str
    avatar: str
    avatar_static: str
    avatar_description: str
    header: str
    header_static: str
    header_description: str
    followers_count: int
    following_count: int
    statuses_count: int
    last_status_at: Date | None
    hide_collections: bool | None
    noindex: bool | None
    emojis: list[CustomEmoji]
    roles: list[AccountRole]
    fields: list[Field]
    suspended: bool = False
    limited: bool = False


class MutedAccount(Account, kw_only=True):
    """A member whom one does not read, and until when.

    Source: https://docs.joinmastodon.org/entities/Account/#MutedAccount
    """

    mute_expires_at: Moment | None


class Source(msgspec.Struct, kw_only=True):
    """What a member's own app edits: texts as typed, and defaults."""

    privacy: str
    sensitive: bool
    language: str | None
    note: str
    fields: list[Field]
    follow_requests_count: int
    discoverable: bool | None
    indexable: bool
    hide_collections: bool | None
    attribution_domains: list[str]
    quote_policy: str


class FullRole(msgspec.Struct, kw_only=True):
    """What a member's office lets them do; `permissions` is a number in decimal text."""

    id: str
    name: str
    color: str
    permissions: str
    highlighted: bool
    collection_limit: int = 0


class CredentialAccount(Account, kw_only=True):
    """The member who asks, with what only they see.

    Source: https://docs.joinmastodon.org/entities/Account/#CredentialAccount
    """

    source: Source
    role: FullRole


def account_of(member: Member, reader: Reader) -> Account:
    """Return a member's profile.  Cost: none."""
    page = reader.url(url_of(member.handle))
    avatar = reader.url(avatar_address(member))
    header = reader.url(header_address(member))
    return Account(
        id=str(member.pk),
        username=member.handle,
        acct=member.handle,
        display_name=member.name,
        locked=member.locked,
        bot=member.bot,
        discoverable=member.discoverable,
        indexable=member.indexable,
        group=False,
        created_at=midnight(member.joined_at),
        note=reader.html(member.biography_html),
        url=page,
        uri=page,
        avatar=avatar,
        avatar_static=avatar,
        avatar_description=member.avatar_description,
        header=header,
        header_static=header,
        header_description=member.header_description,
        followers_count=member.followers_count,
        following_count=member.following_count,
        statuses_count=member.posts_count,
        last_status_at=day(member.posted_on),
        hide_collections=member.hides_ties,
        noindex=not member.discoverable,
        emojis=emojis_of(reader, member.name, member.biography, *_lines(member)),
        roles=_shown_roles(member),
        fields=[Field(name=f.name, value=reader.html(f.html)) for f in fields_of(member)],
        suspended=member.state == Member.State.SUSPENDED,
        limited=member.state == Member.State.SILENCED,
    )


def accounts_by_id(ids: Collection[int], reader: Reader) -> dict[int, Account]:
    """Return the profiles of members by number.  Cost: 1 query, none without ids."""
    return {pk: account_of(member, reader) for pk, member in profiles_by_ids(ids).items()}


def accounts_of_cards(people: Iterable[MemberCard], reader: Reader) -> dict[int, Account]:
    """Return the profiles of those who stand on cards of posts, by number.

    Cost: as below.
    """
    versions = dict[int, int]()
    for person in people:
        known = versions.get(person.id, person.version)
        # Cards of two moments: who changed between them is read now, and not kept.
        versions[person.id] = person.version if known == person.version else 0
    return accounts_by_version(versions, reader)


def accounts_by_version(versions: Mapping[int, int], reader: Reader) -> dict[int, Account]:
    """Return the profiles of members by number, of whom it is known how new they are.

    versions: of their rows, by number; 0 where nobody asked.
    What a process made in the last minute of the same version of somebody's row it gives again.
    Cost: 1 query, none where everybody is known.
    """
    keys = {pk: (pk, version) for pk, version in versions.items()}
    found = _MADE.find(_name(reader), keys)
    wanted = {pk: version for pk, version in versions.items() if pk not in found}
    missing = {pk: account_of(one, reader) for pk, one in profiles_by_version(wanted).items()}
    if missing and is_settled():
        lasting = {
            pk: one for pk, one in missing.items() if versions[pk] and not may_show_emoji(one)
        }
        _MADE.keep(_name(reader), keys, lasting)
    return found | missing


def written(account: Account) -> bytes:
    """Return a profile in JSON, the very same bytes each time: all that hold it may share them."""
    place = {0: account}
    known = _WRITTEN.find("accounts", place).get(0)
    if known is None:
        known = _encode(account)
        _WRITTEN.keep("accounts", account, known)
    return known


def may_show_emoji(account: Account) -> bool:
    """Tell whether a profile looks as if it named an emoji, which changes without its row."""
    lines = (text for field in account.fields for text in (field.name, field.value))
    return may_name_emoji(account.display_name, account.note, *lines)


def _name(reader: Reader) -> str:
    return f"accounts:{reader.base}:{get_language()}"


def accounts_of(members: Iterable[Member], reader: Reader) -> list[Account]:
    """Return the profiles of members, in their order.  Cost: none."""
    return [account_of(member, reader) for member in members]


def muted_of(member: Member, until: datetime | None, reader: Reader) -> MutedAccount:
    """Return a member whom the reader mutes.  Cost: none."""
    profile = msgspec.structs.asdict(account_of(member, reader))
    return MutedAccount(**profile, mute_expires_at=moment_or_none(until))


def role_of(member: Member) -> FullRole:
    """Return what a member's office lets them do."""
    role = Role(member.role)
    return FullRole(
        id=_ROLE_IDS[role],
        name="" if role == Role.MEMBER else str(role.label),
        color="",
        permissions=str(_PERMISSIONS[role]),
        highlighted=role != Role.MEMBER,
    )


def _lines(member: Member) -> Iterable[str]:
    for line in member.fields:
        yield from (line["name"], line["value"])


def _shown_roles(member: Member) -> list[AccountRole]:
    role = Role(member.role)
    if role == Role.MEMBER:
        return []
    return [AccountRole(id=_ROLE_IDS[role], name=str(role.label))]
