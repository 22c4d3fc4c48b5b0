"""The square as apps meet it before anybody signs in.

Source: https://docs.joinmastodon.org/entities/Instance/
"""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import msgspec

from squares.api.compatible import API_VERSION, version
from squares.api.entities.account import Account, accounts_by_id
from squares.api.entities.limits import (
    MediaLimits,
    PollLimits,
    StatusLimits,
    media_limits,
    poll_limits,
    status_limits,
)
from squares.api.entities.reader import Reader
from squares.api.entities.rule import Rule, rule_of
from squares.charter.queries import CurrentCharter
from squares.clients.vapid import public_key
from squares.media.actions import DESCRIPTION_LIMIT
from squares.members.profiles import FIELD_LIMIT, FIELDS_LIMIT
from squares.members.queries import count_active, stewards
from squares.members.rules import BIOGRAPHY_LIMIT, NAME_LIMIT
from squares.posts.rules import FEATURED_TAGS_LIMIT, PINS_LIMIT
from squares.streaming.address import streaming_url
from tenants.models.square import Square

SOURCE_URL = "https://github.com/townsquares/townsquares"
# Drawn for a square that has uploaded no emblem: some apps reject one without a picture.
DRAWN = "/emblem.png"
MONTH_DAYS = 28  # as Mastodon counts its months


class Users(msgspec.Struct, kw_only=True):
    """How many took part of late."""

    active_month: int


class Usage(msgspec.Struct, kw_only=True):
    """How much the square is used."""

    users: Users


class Thumbnail(msgspec.Struct, kw_only=True):
    """A picture of the square."""

    url: str
    blurhash: str | None = None
    description: str | None = None
    versions: dict[str, str] = {}


class Icon(msgspec.Struct, kw_only=True):
    """A picture of the square in one size."""

    src: str
    size: str


class Urls(msgspec.Struct, kw_only=True):
    """Where live events come from, and what is to be read about the square."""

    streaming: str
    status: str | None
    about: str
    privacy_policy: str
    terms_of_service: str | None


class Vapid(msgspec.Struct, kw_only=True):
    """The key that a push service knows us by."""

    public_key: str


class AccountLimits(msgspec.Struct, kw_only=True):
    """How much a profile holds."""

    max_featured_tags: int
    max_pinned_statuses: int
    max_display_name_length: int
    max_note_length: int
    max_avatar_description_length: int
    max_header_description_length: int
    max_profile_fields: int
    profile_field_name_limit: int
    profile_field_value_limit: int


class TranslationOffer(msgspec.Struct, kw_only=True):
    """Whether posts are translated."""

    enabled: bool


class FeedAccess(msgspec.Struct, kw_only=True):
    """Who may read one kind of feed: "public", "authenticated" or "disabled"."""

    local: str
    remote: str


class TimelinesAccess(msgspec.Struct, kw_only=True):
    """Who may read which feeds."""

    live_feeds: FeedAccess
    hashtag_feeds: FeedAccess
    trending_link_feeds: FeedAccess


class Configuration(msgspec.Struct, kw_only=True):
    """What the square takes and offers."""

    urls: Urls
    vapid: Vapid
    accounts: AccountLimits
    statuses: StatusLimits
    media_attachments: MediaLimits
    polls: PollLimits
    translation: TranslationOffer
    timelines_access: TimelinesAccess
    limited_federation: bool


class Registrations(msgspec.Struct, kw_only=True):
    """How people join; `url` is our own page for it."""

    enabled: bool
    approval_required: bool
    reason_required: bool
    message: str | None
    min_age: int | None
    url: str | None


class ApiVersions(msgspec.Struct, kw_only=True):
    """Which generation of the API is whole here."""

    mastodon: int


class Contact(msgspec.Struct, kw_only=True):
    """Whom one writes to."""

    email: str
    account: Account | None


class Instance(msgspec.Struct, kw_only=True):
    """The square itself."""

    domain: str
    title: str
    version: str
    source_url: str
    description: str
    usage: Usage
    thumbnail: Thumbnail
    icon: list[Icon]
    languages: list[str]
    configuration: Configuration
    registrations: Registrations
    api_versions: ApiVersions
    contact: Contact
    rules: list[Rule]


@dataclass(frozen=True)
class Place:
    """A square and what is needed to tell of it, asked for once."""

    square: Square
    charter: CurrentCharter
    reader: Reader
    at: datetime

    @property
    def domain(self) -> str:
        """The host under which people know the square, with a port where it needs one."""
        return urlsplit(self.reader.base).netloc

    @property
    def description(self) -> str:
        """What the square is, in a sentence or a few."""
        return self.square.summary or self.charter.purpose

    @property
    def email(self) -> str:
        """Where its people can be reached."""
        return self.charter.contact_email or self.square.foundation.contact_email

    @property
    def languages(self) -> list[str]:
        """Its languages, the main one first."""
        return list(self.charter.languages) or [self.square.language]

    @property
    def streaming(self) -> str:
        """Where live events come from."""
        return streaming_url(self.square)

    @property
    def open(self) -> bool:
        """Whether somebody without an invitation may join now."""
        by_invitation = self.square.registration == Square.Registration.INVITATION
        return self.square.state == Square.State.OPEN and not by_invitation

    @property
    def approves(self) -> bool:
        """Whether moderators let in each new member."""
        return self.square.registration == Square.Registration.APPROVAL

    @property
    def picture(self) -> str:
        """The square's emblem, or what stands for one."""
        emblem = self.charter.emblem
        return self.reader.url(f"/media/{emblem}" if emblem else DRAWN)

    def steward(self) -> Account | None:
        """Return the first steward's profile.  Cost: 1 query."""
        first = [card.id for card in stewards().owners[:1]]
        return next(iter(accounts_by_id(first, self.reader).values()), None)

    def rules(self) -> list[Rule]:
        """Return the rules in force."""
        return [rule_of(card) for card in self.charter.rules]


def instance_of(place: Place) -> Instance:
    """Return the square as apps since Mastodon 4 meet it.  Cost: 1 query while remembered."""
    active = count_active(on=place.at.date(), days=MONTH_DAYS)
    return Instance(
        domain=place.domain,
        title=place.square.name,
        version=version(),
        source_url=SOURCE_URL,
        description=place.description,
        usage=Usage(users=Users(active_month=active)),
        thumbnail=Thumbnail(url=place.picture),
        icon=[Icon(src=place.picture, size="512x512")],
        languages=place.languages,
        configuration=_configuration(place),
        registrations=Registrations(
            enabled=place.open,
            approval_required=place.approves,
            reason_required=place.approves,
            message=None,
            min_age=None,
            url=place.reader.url("/join"),
        ),
        api_versions=ApiVersions(mastodon=API_VERSION),
        contact=Contact(email=place.email, account=place.steward()),
        rules=place.rules(),
    )


def _configuration(place: Place) -> Configuration:
    page = place.reader.url
    everyone = FeedAccess(local="public", remote="disabled")
    return Configuration(
        urls=Urls(
            streaming=place.streaming,
            status=None,
            about=page("/about"),
            privacy_policy=page("/privacy"),
            terms_of_service=page("/about#rules") if place.charter.rules else None,
        ),
        vapid=Vapid(public_key=public_key()),
        accounts=AccountLimits(
            max_featured_tags=FEATURED_TAGS_LIMIT,
            max_pinned_statuses=PINS_LIMIT,
            max_display_name_length=NAME_LIMIT,
            max_note_length=BIOGRAPHY_LIMIT,
            max_avatar_description_length=DESCRIPTION_LIMIT,
            max_header_description_length=DESCRIPTION_LIMIT,
            max_profile_fields=FIELDS_LIMIT,
            profile_field_name_limit=FIELD_LIMIT,
            profile_field_value_limit=FIELD_LIMIT,
        ),
        statuses=status_limits(place.charter),
        media_attachments=media_limits(),
        polls=poll_limits(),
        translation=TranslationOffer(enabled=False),
        timelines_access=TimelinesAccess(
            live_feeds=everyone,
            hashtag_feeds=everyone,
            trending_link_feeds=FeedAccess(local="disabled", remote="disabled"),
        ),
        limited_federation=True,
    )
