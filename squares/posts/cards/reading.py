"""Every read of cards."""

from collections.abc import Mapping, Sequence
from typing import Any

from squares.members.models import Member
from squares.posts.cards.card import PostCard
from squares.posts.cards.making import Maker
from squares.posts.cards.rows import THESE, Row, rows_by

Found = dict[int, PostCard | None]


def cards_by(chosen: str, given: Mapping[str, Any], *, viewer: Member | None) -> Found:
    """Return the cards of posts and boosts that a statement chooses, by number, in its order.

    chosen: selects ids, bounded.  given: its values, by name; `viewer` is added.
    None stands for what the viewer may not see.  Cost: 1 query.
    """
    rows = rows_by(chosen, given, viewer)
    maker = Maker(viewer, _standing(rows))
    return {row.entry_id: maker.seen(row) for row in rows if row.place is not None}


def cards_for(ids: Sequence[int], viewer: Member | None) -> list[PostCard]:
    """Return the cards of posts and boosts, in the order given; what may not be seen is left out.

    Cost: 1 query, none for no ids.
    """
    found = cards_by(THESE, {"ids": list(ids)}, viewer=viewer) if ids else {}
    return [card for i in ids if (card := found.get(i))]


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
