"""Every read of cards.

Many read the same posts at a time, and most of them see the very same of it: so cards are kept for
a while by what they are made of, and of a post that is known only its sight is read.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from commons.recent import Shelf
from commons.statements import is_settled
from squares.members.models import Member
from squares.posts.cards.card import PostCard
from squares.posts.cards.making import Maker
from squares.posts.cards.rows import (
    THESE,
    Row,
    Sight,
    rows_by,
    sight_of,
    sight_of_one,
    sights_by,
)

Found = dict[int, PostCard | None]
Key = bytes

# Cards that a process keeps, of all squares: mostly 1.5 kB each, and as much again in JSON.
MOST_KNOWN = 9_000

_MADE = Shelf[Key, PostCard | None](seconds=60.0, most=MOST_KNOWN)


def cards_by(chosen: str, given: Mapping[str, Any], *, viewer: Member | None) -> Found:
    """Return the cards of posts and boosts that a statement chooses, by number, in its order.

    For posts that few read at a time: everything is read.
    chosen: selects ids, bounded.  given: its values, by name; `viewer` is added.
    None stands for what the viewer may not see.  Cost: 1 query.
    """
    rows = rows_by(chosen, given, viewer)
    keys = _keys([sight_of(row) for row in rows if row.place is not None], viewer)
    known, made = _MADE.find("cards", keys), Found()
    maker = Maker(viewer, _standing(rows))
    for row in rows:
        if row.place is not None and row.entry_id not in known:
            made[row.entry_id] = maker.seen(row)
    if is_settled():
        lasting = {row.entry_id for row in rows if row.is_lasting}
        _MADE.keep("cards", keys, {i: card for i, card in made.items() if i in lasting})
    return {i: made[i] if i in made else known[i] for i in keys}


def known_cards_by(chosen: str, given: Mapping[str, Any], *, viewer: Member | None) -> Found:
    """Return the same of posts that many read at a time: most of them are known.

    Cost: 1 query, which takes half the time of the other; 2 where something is not known.
    """
    return _known(sights_by(chosen, given, viewer), viewer)


def _known(sights: Sequence[Sight], viewer: Member | None) -> Found:
    """Return the cards behind sights, of which only those are read that are not known."""
    keys = _keys(sights, viewer)
    known = _MADE.find("cards", keys)
    new = [entry_id for entry_id in keys if entry_id not in known]
    if not new:
        return known
    made = cards_by(THESE, {"ids": new}, viewer=viewer)
    return {i: known[i] if i in known else made.get(i) for i in keys}


def _keys(sights: Iterable[Sight], viewer: Member | None) -> dict[int, Key]:
    """Return what decides about cards: with the viewer's number only where they are on them.

    Packed: as tuples of numbers they were five times as large.
    """
    if viewer is None:
        return {sight[0]: _pack((sight, 0, False)) for sight in sights}
    me, moderates = viewer.pk, viewer.is_moderator
    return {
        sight[0]: _pack((sight, me if me in (sight[_AUTHOR], sight[_BOOSTER]) else -1, moderates))
        for sight in sights
    }


_pack = msgspec.msgpack.Encoder().encode
_AUTHOR, _BOOSTER = (Row._fields.index(name) - 1 for name in ("author_id", "booster_id"))


def cards_for(ids: Sequence[int], viewer: Member | None) -> list[PostCard]:
    """Return the cards of posts and boosts, in the order given; what may not be seen is left out.

    Cost: 1 query, none for no ids.
    """
    found = cards_by(THESE, {"ids": list(ids)}, viewer=viewer) if ids else {}
    return [card for i in ids if (card := found.get(i))]


def known_cards_for(ids: Sequence[int], viewer: Member | None) -> list[PostCard]:
    """Return the same of posts that many look at, or one again and again.

    Cost: 1 query; 2 where something is not known; none for no ids.
    """
    found = known_cards_by(THESE, {"ids": list(ids)}, viewer=viewer) if ids else {}
    return [card for i in ids if (card := found.get(i))]


def card_for(post_id: int, viewer: Member | None) -> PostCard | None:
    """Return the card of a post that perhaps many look at, None where it may not be seen.

    Cost: 1 query; 2 where it is not known.
    """
    return _known(sight_of_one(post_id, viewer), viewer).get(post_id)


def cards_to_tell(ids: Sequence[int]) -> list[PostCard]:
    """Return posts and boosts as somebody reads them who may, and who is nothing else to them.

    For telling many readers at once; who they are and what they made of it is added for each.
    What is hidden or deleted, or whose authors cannot be met, is left out.
    Cost: 1 query, none for no ids.
    """
    rows = rows_by(THESE, {"ids": list(ids)}, None) if ids else []
    maker = Maker(None, _standing(rows), told=True)
    found = {row.entry_id: maker.told_of(row) for row in rows if row.place is not None}
    return [card for i in ids if (card := found.get(i))]


def _standing(rows: Sequence[Row]) -> dict[int, Row]:
    """Return by number what is not deleted, neither itself nor what it boosts."""
    return {
        row.entry_id: row for row in rows if row.deleted_at is None and row.entry_deleted_at is None
    }
