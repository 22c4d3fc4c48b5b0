"""How a member wants to write and read.

Source: https://docs.joinmastodon.org/entities/Preferences/
"""

import msgspec

from squares.members.models import Member
from squares.members.preferences import Preferences as Wishes
from squares.members.preferences import preferences_of

# Our words and Mastodon's for whom a new post is meant, and who may quote it.
AUDIENCES = {"public": "public", "unlisted": "unlisted", "followers": "private"}
QUOTERS = {"everyone": "public", "followers": "followers", "nobody": "nobody"}


class Preferences(msgspec.Struct, kw_only=True):
    """What a new post starts from, and how posts of others are shown."""

    visibility: str = msgspec.field(name="posting:default:visibility")
    sensitive: bool = msgspec.field(name="posting:default:sensitive")
    language: str | None = msgspec.field(name="posting:default:language")
    quote_policy: str = msgspec.field(name="posting:default:quote_policy")
    media: str = msgspec.field(name="reading:expand:media")
    spoilers: bool = msgspec.field(name="reading:expand:spoilers")


def wishes_of(member: Member) -> Preferences:
    """Return a member's preferences.  Cost: none."""
    wishes: Wishes = preferences_of(member)
    return Preferences(
        visibility=AUDIENCES[wishes.visibility],
        sensitive=wishes.sensitive,
        language=wishes.language or None,
        quote_policy=QUOTERS[wishes.quotes],
        media=wishes.media,
        spoilers=wishes.spoilers,
    )
