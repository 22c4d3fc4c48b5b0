"""Facts this room tells."""

from dataclasses import dataclass

from commons.events import Fact


@dataclass(frozen=True)
class MemberTold(Fact):
    """A member has something new to read."""

    member_id: int
    notification_id: int


@dataclass(frozen=True)
class SubscribersTold(Fact):
    """Members were told something who have an app that wants to be woken."""

    notification_ids: tuple[int, ...]


@dataclass(frozen=True)
class RequestsMerged(Fact):
    """What was kept among a member's requests stands among their notifications now."""

    member_id: int
