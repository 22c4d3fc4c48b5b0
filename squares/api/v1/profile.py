"""What a member says of themselves, and their pictures.

Source: https://docs.joinmastodon.org/methods/profile/, …/accounts/#update_credentials
"""

from typing import Any

import msgspec
from django.db import transaction

from squares.api.call import Call
from squares.api.endpoint import endpoint
from squares.api.entities.account import CredentialAccount
from squares.api.entities.credentials import credentials_of
from squares.api.entities.preferences import AUDIENCES, QUOTERS
from squares.api.entities.profile import Profile, profile_of
from squares.api.errors import ValidationFailed
from squares.media.faces import store_faces
from squares.members.actions.pictures import change_pictures
from squares.members.actions.profile import change_preferences, change_profile

_OUR_AUDIENCES = {theirs: ours for ours, theirs in AUDIENCES.items()}
_OUR_QUOTERS = {theirs: ours for ours, theirs in QUOTERS.items()}


class FieldAttributes(msgspec.Struct, kw_only=True):
    """One line of the profile."""

    name: str = ""
    value: str = ""


class SourceParams(msgspec.Struct, kw_only=True):
    """What new posts start from; what is not sent stays."""

    privacy: str | None = None
    sensitive: bool | None = None
    language: str | None = None
    quote_policy: str | None = None


class ProfileParams(msgspec.Struct, kw_only=True):
    """What is to be different; what is not sent stays.  Pictures come as files."""

    display_name: str | None = None
    note: str | None = None
    locked: bool | None = None
    bot: bool | None = None
    discoverable: bool | None = None
    indexable: bool | None = None
    hide_collections: bool | None = None
    fields_attributes: list[FieldAttributes] | None = None
    source: SourceParams | None = None
    avatar_description: str | None = None
    header_description: str | None = None
    delete_avatar: bool = False
    delete_header: bool = False


@endpoint(
    "PATCH /api/v1/accounts/update_credentials", scope="write:accounts", files=("avatar", "header")
)
def update_credentials(call: Call, params: ProfileParams) -> CredentialAccount:
    """Change what others read about the member, and what their new posts start from."""
    _change(call, params)
    return credentials_of(call.by, call.reader)


@endpoint("GET /api/v1/profile", scope="profile|read:accounts")
def show(call: Call) -> Profile:
    """Return the member's profile as they typed it."""
    return profile_of(call.by, call.reader)


@endpoint("PATCH /api/v1/profile", scope="write:accounts", files=("avatar", "header"))
def change(call: Call, params: ProfileParams) -> Profile:
    """Change the member's profile."""
    _change(call, params)
    return profile_of(call.by, call.reader)


@endpoint("DELETE /api/v1/profile/avatar", scope="write:accounts")
def drop_avatar(call: Call) -> CredentialAccount:
    """Show no picture of one's own any more; harmless without one."""
    change_pictures(by=call.by, avatar="", at=call.at)
    return credentials_of(call.by, call.reader)


@endpoint("DELETE /api/v1/profile/header", scope="write:accounts")
def drop_header(call: Call) -> CredentialAccount:
    """Show no broad picture of one's own any more; harmless without one."""
    change_pictures(by=call.by, header="", at=call.at)
    return credentials_of(call.by, call.reader)


@transaction.atomic  # one request is one change: all of it, or what is refused and nothing
def _change(call: Call, params: ProfileParams) -> None:
    if params.source is not None and (wishes := _wishes(params.source)):
        change_preferences(by=call.by, at=call.at, **wishes)
    lines = params.fields_attributes
    change_profile(
        by=call.by,
        name=params.display_name,
        biography=params.note,
        fields=None if lines is None else [(line.name, line.value) for line in lines],
        locked=params.locked,
        bot=params.bot,
        discoverable=params.discoverable,
        indexable=params.indexable,
        hides_ties=params.hide_collections,
        at=call.at,
    )
    _change_pictures(call, params)


def _change_pictures(call: Call, params: ProfileParams) -> None:
    """Show the pictures that came, and say what was said about them."""
    sent = {name: call.file(name) for name in ("avatar", "header")}
    words = (params.avatar_description, params.header_description)
    if not any((*sent.values(), params.delete_avatar, params.delete_header)) and words == (
        None,
        None,
    ):
        return
    faces = store_faces(by=call.by, at=call.at, **sent)
    change_pictures(
        by=call.by,
        avatar="" if params.delete_avatar and faces.avatar is None else faces.avatar,
        avatar_description=params.avatar_description,
        header="" if params.delete_header and faces.header is None else faces.header,
        header_description=params.header_description,
        at=call.at,
    )


def _wishes(source: SourceParams) -> dict[str, Any]:  # Any: each preference has its own type
    wishes = {
        "visibility": _ours(source.privacy, _OUR_AUDIENCES, "Default privacy"),
        "sensitive": source.sensitive,
        "language": source.language,
        "quotes": _ours(source.quote_policy, _OUR_QUOTERS, "Default quote policy"),
    }
    return {name: value for name, value in wishes.items() if value is not None}


def _ours(word: str | None, words: dict[str, str], what: str) -> str | None:
    """Return our word for one of Mastodon's.  Raises: ValidationFailed."""
    if not word:
        return None
    if word not in words:
        raise ValidationFailed(reason=f"{what} is not included in the list")
    return words[word]
