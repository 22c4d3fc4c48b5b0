"""A member as pages show them: everything prepared, so that templates ask nothing."""

from zlib import crc32

from msgspec import Struct

from squares.members.models import Member

CARD_FIELDS = ("id", "handle", "handle_key", "name", "avatar", "role", "locked", "state")
HUE_STEP = 10  # pictures are drawn in every tenth hue


class MemberCard(Struct, frozen=True):
    """Who somebody is, in one line.

    hue: 0–359, for the picture drawn in place of an avatar.  avatar_url: "" without one.
    version: of the row that this was made of, 0 where nobody asked; whatever changes in it makes
    another.
    """

    id: int
    handle: str
    name: str
    url: str
    avatar_url: str
    hue: int
    role: str
    locked: bool
    state: str
    version: int = 0

    @property
    def initial(self) -> str:
        """The letter of the drawn picture."""
        return (self.name or self.handle)[:1].upper()


def card_of(member: Member) -> MemberCard:
    """Return the card of a member; a departed one keeps only the handle."""
    return card_from(*(getattr(member, field) for field in CARD_FIELDS))


def card_from(  # noqa: PLR0917 - the order of CARD_FIELDS, for rows that are no instances
    member_id: int,
    handle: str,
    handle_key: str,
    name: str,
    avatar: str,
    role: str,
    locked: bool,  # noqa: FBT001 - as above
    state: str,
    version: int = 0,
) -> MemberCard:
    """Return the card of a row that holds CARD_FIELDS, and perhaps its version."""
    return MemberCard(
        id=member_id,
        handle=handle,
        name=name or handle,
        url=url_of(handle),
        avatar_url=f"/media/{avatar}" if avatar else "",
        hue=_hue_of(handle_key),
        role=role,
        locked=locked,
        state=state,
        version=version,
    )


def url_of(handle: str) -> str:
    """Return the address of a member's page, below the square's own."""
    return f"/@{handle}"


def avatar_address(member: Member) -> str:
    """Return the address of a member's picture, or of the one drawn in its place."""
    return f"/media/{member.avatar}" if member.avatar else _drawn("avatar", member)


def header_address(member: Member) -> str:
    """Return the address of a member's broad picture, or of the one drawn in its place."""
    return f"/media/{member.header}" if member.header else _drawn("header", member)


def _drawn(which: str, member: Member) -> str:
    return f"/media/default/{which}/{_hue_of(member.handle_key) // HUE_STEP * HUE_STEP}.png"


def _hue_of(handle_key: str) -> int:
    return crc32(handle_key.encode()) % 360
