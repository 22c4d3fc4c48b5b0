"""The square as apps before Mastodon 4 meet it, and as all others do where v2 fails.

Source: https://docs.joinmastodon.org/entities/V1_Instance/
"""

import msgspec

from squares.api.compatible import version
from squares.api.entities.account import Account
from squares.api.entities.instance import Place
from squares.api.entities.limits import (
    MediaLimits,
    PollLimits,
    StatusLimits,
    media_limits,
    poll_limits,
    status_limits,
)
from squares.api.entities.rule import Rule
from squares.members.queries import count_members, count_posts
from squares.posts.rules import FEATURED_TAGS_LIMIT


class StreamingUrls(msgspec.Struct, kw_only=True):
    """Where live events come from."""

    streaming_api: str


class Stats(msgspec.Struct, kw_only=True):
    """How large the square is; it knows no other host but its own."""

    user_count: int
    status_count: int
    domain_count: int


class TagLimits(msgspec.Struct, kw_only=True):
    """How many hashtags a profile features."""

    max_featured_tags: int


class ConfigurationV1(msgspec.Struct, kw_only=True):
    """What the square takes."""

    accounts: TagLimits
    statuses: StatusLimits
    media_attachments: MediaLimits
    polls: PollLimits


class InstanceV1(msgspec.Struct, kw_only=True):
    """The square itself; `uri` is a bare host."""

    uri: str
    title: str
    short_description: str
    description: str
    email: str
    version: str
    urls: StreamingUrls
    stats: Stats
    thumbnail: str
    languages: list[str]
    registrations: bool
    approval_required: bool
    invites_enabled: bool
    configuration: ConfigurationV1
    contact_account: Account | None
    rules: list[Rule]
    max_toot_chars: int


def instance_v1_of(place: Place) -> InstanceV1:
    """Return the square as it was told before version 2.  Cost: 1 query while remembered."""
    return InstanceV1(
        uri=place.domain,
        title=place.square.name,
        short_description=place.description,
        description=place.charter.purpose or place.description,
        email=place.email,
        version=version(),
        urls=StreamingUrls(streaming_api=place.streaming),
        stats=Stats(user_count=count_members(), status_count=count_posts(), domain_count=1),
        thumbnail=place.picture,
        languages=place.languages,
        registrations=place.open,
        approval_required=place.approves,
        invites_enabled=False,
        configuration=ConfigurationV1(
            accounts=TagLimits(max_featured_tags=FEATURED_TAGS_LIMIT),
            statuses=status_limits(place.charter),
            media_attachments=media_limits(),
            polls=poll_limits(),
        ),
        contact_account=place.steward(),
        rules=place.rules(),
        max_toot_chars=place.charter.post_limit,
    )
