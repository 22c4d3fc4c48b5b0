"""What travels from wherever something happened to every streaming program: ids, nothing else."""

import msgspec

CHANNEL = "stream:"


class Message(msgspec.Struct, omit_defaults=True):
    """Something happened in a square.

    kind: "post" (also a boost), "edited", "gone", "told" (a notification), "merged", "ties" (whom
    members read, filter and so on), "filters", "tokens" (they stand no longer), "announced",
    "reacted", "withdrawn", "closed" (the square answers no more).
    post: of a post or a boost.  member: whom it concerns.  about: of a notification or an
    announcement.  ids: further ones of its kind.  name, count: of a reaction.
    """

    kind: str
    post: int = 0
    member: int = 0
    about: int = 0
    ids: tuple[int, ...] = ()
    name: str = ""
    count: int = 0
