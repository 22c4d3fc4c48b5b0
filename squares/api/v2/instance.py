"""The square itself, as apps since Mastodon 4 ask for it.

Source: https://docs.joinmastodon.org/methods/instance/#v2
"""

from squares.api.call import Call
from squares.api.endpoint import endpoint
from squares.api.entities.instance import Instance, Place, instance_of
from squares.charter.queries import current


@endpoint("GET /api/v2/instance", access="anyone")
def instance(call: Call) -> Instance:
    """Tell what the square is, what it takes and how one joins."""
    return instance_of(Place(call.square, current(), call.reader, call.at))
