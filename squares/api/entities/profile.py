"""The profile of the member who asks, as they typed it.

Source: https://docs.joinmastodon.org/entities/Profile/
"""

import msgspec

from squares.api.entities.account import Field
from squares.api.entities.kinds import Id
from squares.api.entities.reader import Reader
from squares.api.entities.tag import FeaturedTag, featured_of
from squares.members.models import Member
from squares.members.profiles import fields_of
from squares.timelines.hashtags import featured_tags


class Profile(msgspec.Struct, kw_only=True):
    """Everything that a member may change about their page; pictures are None where unset."""

    id: Id
    display_name: str
    note: str
    fields: list[Field]
    avatar: str | None
    avatar_static: str | None
    avatar_description: str
    header: str | None
    header_static: str | None
    header_description: str
    locked: bool
    bot: bool
    hide_collections: bool | None
    discoverable: bool | None
    indexable: bool
    show_media: bool = True
    show_media_replies: bool = True
    show_featured: bool = True
    attribution_domains: list[str] = []
    featured_tags: list[FeaturedTag]


def profile_of(member: Member, reader: Reader) -> Profile:
    """Return a member's own profile.  Cost: 1 query."""
    avatar = reader.url(f"/media/{member.avatar}") if member.avatar else None
    header = reader.url(f"/media/{member.header}") if member.header else None
    return Profile(
        id=str(member.pk),
        display_name=member.name,
        note=member.biography,
        fields=[Field(name=line.name, value=line.value) for line in fields_of(member)],
        avatar=avatar,
        avatar_static=avatar,
        avatar_description=member.avatar_description,
        header=header,
        header_static=header,
        header_description=member.header_description,
        locked=member.locked,
        bot=member.bot,
        hide_collections=member.hides_ties,
        discoverable=member.discoverable,
        indexable=member.indexable,
        featured_tags=[featured_of(card, reader) for card in featured_tags(member)],
    )
