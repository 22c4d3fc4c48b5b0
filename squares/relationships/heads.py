"""The head of a member's page: who they are and how the viewer stands to them."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString, mark_safe

from squares.members.cards import MemberCard, card_of, header_address
from squares.members.models import Member
from squares.relationships.queries import Relationship, relationship


@dataclass(frozen=True)
class MemberHead:
    """Everything the head of a member's page shows.

    biography: HTML, rendered and sanitised when it was written.  header_url: of the broad picture
    at the top, a drawn one where none was chosen.
    """

    card: MemberCard
    avatar_alt: str
    header_url: str
    header_alt: str
    biography: SafeString
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
        joined_at=member.joined_at,
        posts=member.posts_count,
        followers=member.followers_count,
        following=member.following_count,
        own=viewer is not None and viewer.pk == member.pk,
        relationship=relationship(viewer=viewer, member=member, at=at),
    )
