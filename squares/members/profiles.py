"""What a member says of themselves besides a biography: a few lines with a name and a value."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from squares.members.models import Member

# What a profile shows, and not what is a member's own: wishes, places, reasons.
PROFILE_FIELDS = (
    *("id", "handle", "handle_key", "name", "biography", "biography_html", "fields"),
    *("avatar", "avatar_description", "header", "header_description"),
    *("bot", "discoverable", "indexable", "hides_ties", "locked", "role", "state"),
    *("joined_at", "posted_on", "posts_count", "followers_count", "following_count"),
)
FIELDS_LIMIT = 4
FIELD_LIMIT = 255


@dataclass(frozen=True)
class Field:
    """One line of a profile.

    value: as typed.  html: the value rendered and sanitised when it was written.
    """

    name: str
    value: str
    html: SafeString


def fields_of(member: Member) -> tuple[Field, ...]:
    """Return the lines of a member's profile, in their order."""
    return tuple(
        Field(line["name"], line["value"], SafeString(line["html"])) for line in member.fields
    )
