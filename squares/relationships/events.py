"""Facts this room tells; `source_id` is who did it, `target_id` whom it concerns."""

from dataclasses import dataclass

from commons.events import Fact


@dataclass(frozen=True)
class Followed(Fact):
    """One member reads another from now on."""

    source_id: int
    target_id: int


@dataclass(frozen=True)
class FollowChanged(Fact):
    """One member reads another otherwise than before: without boosts, in these languages."""

    source_id: int
    target_id: int


@dataclass(frozen=True)
class ListsChanged(Fact):
    """A member's lists show otherwise, or others stand on them."""

    owner_id: int


@dataclass(frozen=True)
class FollowRequested(Fact):
    """One member asks a locked one to be read."""

    source_id: int
    target_id: int


@dataclass(frozen=True)
class FollowAccepted(Fact):
    """A locked member let a follower in; `Followed` is told as well."""

    source_id: int
    target_id: int


@dataclass(frozen=True)
class FollowEnded(Fact):
    """One member no longer reads another, or withdrew the request, or was refused."""

    source_id: int
    target_id: int


@dataclass(frozen=True)
class Blocked(Fact):
    """One member blocks another; their follows ended in both directions."""

    source_id: int
    target_id: int


@dataclass(frozen=True)
class Unblocked(Fact):
    """A block ended."""

    source_id: int
    target_id: int


@dataclass(frozen=True)
class Muted(Fact):
    """One member does not want to read another."""

    source_id: int
    target_id: int


@dataclass(frozen=True)
class Unmuted(Fact):
    """A mute ended."""

    source_id: int
    target_id: int
