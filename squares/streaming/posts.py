"""Posts as apps are told of them: read once, written once for all to whom they look alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from squares.posts.cards.card import PostCard
from squares.posts.cards.reading import cards_to_tell
from squares.posts.reach import Marks, Said, marks_on
from squares.posts.retelling import retell
from squares.streaming.events import Event
from squares.streaming.rendering import Writer, pen
from squares.timelines.filters import FilterResult
from squares.timelines.hearing import look_at, standpoint_to
from squares.timelines.sieving import results_with
from squares.timelines.ties import Ties
from tenants.models.square import Square

# Everything on which it hangs how a post looks to a reader.
_Look = tuple[Any, ...]  # Any: bits, marks and filters, compared as a whole


@dataclass
class PostEvents:
    """The event of one post, in as many versions as it looks different to readers.

    marks: what readers made of it before, by member and post.
    """

    name: str
    card: PostCard
    write: Writer
    marks: Mapping[tuple[int, int], Marks]
    _made: dict[_Look, Event] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Take down once what is looked at for every reader."""
        quoted = self.card.quote.post if self.card.quote else None
        self._said = [(_said(card), card.thread_id) for card in (self.card, quoted) if card]

    def for_reader(self, ties: Ties, at: datetime) -> Event:
        """Return the event as it is for one reader."""
        look: _Look = tuple(look_at(said, thread, ties, at) for said, thread in self._said)
        if self.marks:
            look += tuple(self.marks.get((ties.member_id, said.id)) for said, _ in self._said)
        met: dict[int, list[FilterResult]] = {}
        if ties.filters.filters:
            met = results_with(ties.filters, cards=[self.card], at=at)
            look += tuple(result for found in met.values() for result in found)
        event = self._made.get(look)
        if event is None:
            event = self._made[look] = self._make(ties, at)
        return event

    def _make(self, ties: Ties, at: datetime) -> Event:
        told = retell(self.card, *standpoint_to(self.card, ties, self.marks, at=at))
        return Event(self.name, self.write(told, results_with(ties.filters, cards=[told], at=at)))


def write_posts(
    square: Square, wanted: Mapping[int, Sequence[int]], *, changed: bool
) -> dict[int, PostEvents]:
    """Return the events of posts and boosts, ready to be given to readers, by id.

    wanted: each with the members who may have made something of it.  changed: whether they were
    there before.
    Cost: 3 queries; 1 more for each boost, quote or changed post, of which somebody may have made
    something already.
    """
    cards = cards_to_tell(list(wanted))
    write = pen().posts(square, cards)
    name = "status.update" if changed else "update"
    return {
        card.entry_id: PostEvents(
            name, card, write, marks_on(_known(card, changed=changed), by=wanted[card.entry_id])
        )
        for card in cards
    }


def _said(card: PostCard) -> Said:
    named = frozenset(one.id for one in card.mentions)
    return Said(card.id, card.author.id, card.visibility, named)


def _known(card: PostCard, *, changed: bool) -> list[int]:
    """Return what of this was there before, so that readers may have made something of it."""
    known = [card.id] if changed or card.boosted_by is not None else []
    if card.quote is not None and card.quote.post is not None:
        known.append(card.quote.post.id)
    return known
