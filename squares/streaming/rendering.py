"""Who writes what apps are sent: the API, which stands above and says so when it is ready.

Streaming decides who hears and carries the bytes; how a post or a notification looks to an app is
one definition, and it is the API's.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from squares.posts.cards.card import PostCard
from squares.timelines.filters import FilterResult
from tenants.models.square import Square

# Writes one card, with the filters that met it and the post it quotes; asks nothing any more.
Writer = Callable[[PostCard, dict[int, list[FilterResult]]], bytes]


class Pen(Protocol):
    """Writes payloads in JSON, inside the square; None for what is not there (any more)."""

    def posts(self, square: Square, cards: Sequence[PostCard]) -> Writer:
        """Return what writes these posts for one reader after another.  Cost: 1 query."""

    def notifications(
        self, square: Square, member_id: int, numbers: Sequence[int]
    ) -> Sequence[bytes]:
        """Return some of a member's notifications, those that are there, the oldest first."""

    def conversation(self, square: Square, member_id: int, thread_id: int) -> bytes | None:
        """Return one of a member's conversations."""

    def announcement(self, square: Square, number: int) -> bytes | None:
        """Return an announcement as nobody in particular sees it."""

    def reaction(self, number: int, name: str, count: int) -> bytes:
        """Return how many answer an announcement with one emoji."""


_pens: list[Pen] = []


def write_with(pen: Pen) -> None:
    """Say who writes; called once, when the API is ready."""
    _pens[:] = [pen]


def pen() -> Pen:
    """Return who writes."""
    return _pens[0]
