"""Facts this room tells."""

from dataclasses import dataclass
from typing import ClassVar

from commons.events import Fact


@dataclass(frozen=True)
class MemberJoined(Fact):
    """Somebody is in: they may read and write from now on."""

    member_id: int


@dataclass(frozen=True)
class MemberWaiting(Fact):
    """Somebody confirmed their address and waits for a moderator."""

    member_id: int


@dataclass(frozen=True)
class MemberApproved(Fact):
    """A moderator let somebody in; MemberJoined is told as well."""

    member_id: int


@dataclass(frozen=True)
class MemberRefused(Fact):
    """A moderator did not let somebody in."""

    member_id: int


@dataclass(frozen=True)
class MemberStateChanged(Fact):
    """A measure silenced or suspended a member, or ended."""

    member_id: int
    before: str
    after: str


@dataclass(frozen=True)
class RoleChanged(Fact):
    """A member became, or is no longer, a moderator or steward."""

    member_id: int
    before: str
    after: str


@dataclass(frozen=True)
class ProfileChanged(Fact):
    """A member's name, biography or picture is another."""

    member_id: int


@dataclass(frozen=True)
class MarkerMoved(Fact):
    """A member has read a place up to somewhere."""

    member_id: int
    place: str
    last_read_id: int


@dataclass(frozen=True)
class MemberLeft(Fact):
    """Somebody left; what they leave in other rooms is to be removed."""

    durable: ClassVar[bool] = True

    member_id: int
