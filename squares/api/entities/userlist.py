"""A member's own selection of those they follow.

Source: https://docs.joinmastodon.org/entities/List/
"""

import msgspec

from squares.api.entities.kinds import Id
from squares.relationships.models import List as Row


class List(msgspec.Struct, kw_only=True):
    """A list; `replies_policy` is "followed", "list" or "none"."""

    id: Id
    title: str
    replies_policy: str
    exclusive: bool


def list_of(row: Row) -> List:
    """Return a list as its owner's apps show it."""
    return List(
        id=str(row.pk), title=row.title, replies_policy=row.replies, exclusive=row.exclusive
    )
