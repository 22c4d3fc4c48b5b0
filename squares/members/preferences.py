"""How a member wants to write and read, where nothing else is said."""

from typing import Literal

import msgspec

from squares.members.models import Member

Audience = Literal["public", "unlisted", "followers"]
Quoters = Literal["everyone", "followers", "nobody"]
Pictures = Literal["default", "show_all", "hide_all"]


class Preferences(msgspec.Struct, frozen=True):
    """What a new post starts from, and how posts of others are shown.

    visibility, quotes: as `posts` knows them.  sensitive: cover one's pictures.  language: of
    one's posts, "" to find out.  media: show pictures that their author covered ("show_all"),
    or cover all ("hide_all").  spoilers: open what stands behind a warning.
    Source: https://docs.joinmastodon.org/entities/Preferences/
    """

    visibility: Audience = "public"
    sensitive: bool = False
    language: str = ""
    quotes: Quoters = "everyone"
    media: Pictures = "default"
    spoilers: bool = False


DEFAULTS = Preferences()


def preferences_of(member: Member | None) -> Preferences:
    """Return how a member wants it; a visitor, and what is not readable, has the defaults."""
    if member is None or not member.preferences:
        return DEFAULTS
    try:
        return msgspec.convert(member.preferences, Preferences)
    except msgspec.ValidationError:
        return DEFAULTS
