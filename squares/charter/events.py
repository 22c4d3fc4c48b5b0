"""Facts this room tells."""

from dataclasses import dataclass

from commons.events import Fact


@dataclass(frozen=True)
class CharterChanged(Fact):
    """The square's rules, policy, purpose or look are others; `part` says which."""

    part: str
