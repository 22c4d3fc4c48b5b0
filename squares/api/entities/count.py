"""How many there are."""

import msgspec


class Count(msgspec.Struct, kw_only=True):
    """A number, up to the limit that was asked for."""

    count: int
