"""Posts as apps are told of them: read once, written once for all to whom they look alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from squares.posts.cards import PostCard, cards_to_tell
from squares.posts.reach import Marks, marks_on
from squares.posts.retelling import Standpoint, retell
from squares.streaming.events import Event
from squares.streaming.rendering import Writer, pen
from squares.timelines.filters import FilterResult
from squares.timelines.hearing import standpoint_to
from squares.timelines.sieving import results_with
from squares.timelines.ties import Ties
from tenants.models.square import Square

# What one reader is to a post, to what it quotes, and which filters of theirs it meets.
_Look = tuple[Standpoint, Standpoint | None, tuple[FilterResult, ...]]


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

    def for_reader(self, ties: Ties, at: datetime) -> Event:
        """Return the event as it is for one reader."""
        reader, quoted = standpoint_to(self.card, ties, self.marks, at=at)
        met = results_with(ties.filters, cards=[self.card], at=at)
        look = (reader, quoted, tuple(result for found in met.values() for result in found))
        event = self._made.get(look)
        if event is None:
            told = retell(self.card, reader, quoted)
            if met:  # what proves to be the reader's own is not filtered
                met = results_with(ties.filters, cards=[told], at=at)
            event = self._made[look] = Event(self.name, self.write(told, met))
        return event


def write_posts(
    square: Square, wanted: Mapping[int, Sequence[int]], *, changed: bool
) -> dict[int, PostEvents]:
    """Return the events of posts and boosts, ready to be given to readers, by id.

    wanted: each with the members who hear it.  changed: whether they were there before.
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


def _known(card: PostCard, *, changed: bool) -> list[int]:
    """Return what of this was there before, so that readers may have made something of it."""
    known = [card.id] if changed or card.boosted_by is not None else []
    if card.quote is not None and card.quote.post is not None:
        known.append(card.quote.post.id)
    return known
