"""Facts this room tells."""

from dataclasses import dataclass

from commons.events import Fact


@dataclass(frozen=True)
class MemberTold(Fact):
    """A member has something new to read."""

    member_id: int
