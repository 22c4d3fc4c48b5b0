"""The head of a member's page: who they are and how the viewer stands to them."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString, mark_safe

from commons.pages import Window
from squares.members.cards import MemberCard, card_of, header_address
from squares.members.models import Member
from squares.members.profiles import Field, fields_of
from squares.relationships.discovery import endorsed_by, in_common
from squares.relationships.queries import Relationship, relationship

RECOMMENDED_SHOWN, COMMON_NAMED = 12, 2


@dataclass(frozen=True)
class MemberHead:
    """Everything the head of a member's page shows.

    biography: HTML, rendered and sanitised when it was written.  header_url: of the broad picture
    at the top, a drawn one where none was chosen.  findable: by search engines, too.
    """

    card: MemberCard
    avatar_alt: str
    header_url: str
    header_alt: str
    biography: SafeString
    fields: tuple[Field, ...]
    bot: bool
    findable: bool
    joined_at: datetime
    posts: int
    followers: int
    following: int
    own: bool
    relationship: Relationship

    @property
    def relation(self) -> str:
        """How the follow button stands: "self", "blocked", "requested", "following" or ""."""
        return "self" if self.own else self.relationship.word


def head_of(*, member: Member, viewer: Member | None, at: datetime) -> MemberHead:
    """Return the head of a member's page.  Cost: 1 query, none for a visitor."""
    return MemberHead(
        card=card_of(member),
        avatar_alt=member.avatar_description,
        header_url=header_address(member),
        header_alt=member.header_description,
        biography=mark_safe(member.biography_html),  # noqa: S308 - sanitised when written
        fields=fields_of(member),
        bot=member.bot,
        findable=member.discoverable,
        joined_at=member.joined_at,
        posts=member.posts_count,
        followers=member.followers_count,
        following=member.following_count,
        own=viewer is not None and viewer.pk == member.pk,
        relationship=relationship(viewer=viewer, member=member, at=at),
    )


@dataclass(frozen=True)
class Around:
    """Who stands around a member, as far as the viewer may know.

    recommended: by the member.  common: those who follow the member and whom the viewer follows,
    a few by name; more: how many besides.
    """

    recommended: tuple[MemberCard, ...]
    common: tuple[MemberCard, ...]
    more: int


def around(*, member: Member, viewer: Member | None) -> Around:
    """Return who stands around a member.  Cost: 3 queries, 1 for a visitor or oneself."""
    page = endorsed_by(member, viewer=viewer, window=Window(size=RECOMMENDED_SHOWN))
    common: list[Member] = []
    if viewer is not None and viewer.pk != member.pk:
        common = in_common(viewer=viewer, ids=[member.pk])[member.pk]
    return Around(
        recommended=tuple(card_of(one) for one in page.items),
        common=tuple(card_of(one) for one in common[:COMMON_NAMED]),
        more=max(0, len(common) - COMMON_NAMED),
    )
