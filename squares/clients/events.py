"""Facts this room tells."""

from dataclasses import dataclass

from commons.events import Fact


@dataclass(frozen=True)
class TokensRevoked(Fact):
    """Tokens are good no more: what is open by them must end."""

    token_ids: tuple[int, ...]
