"""What the square talks about these days.

Source: https://docs.joinmastodon.org/methods/trends/
"""

import msgspec

from squares.api.answers import Empty
from squares.api.call import Call
from squares.api.endpoint import endpoint
from squares.api.entities.status import StatusJson, statuses_of
from squares.api.entities.tag import Tag, tag_of
from squares.timelines.trends import trending_posts, trending_tags

DEEPEST = 1000


class SomeParams(msgspec.Struct, kw_only=True):
    """How many are wanted, from where on."""

    limit: int | None = None
    offset: int = 0

    def size(self, *, default: int, most: int) -> int:
        """How many; a limit out of bounds is brought within."""
        return default if self.limit is None or self.limit < 1 else min(self.limit, most)

    @property
    def start(self) -> int:
        """How many are passed over."""
        return max(0, min(self.offset, DEEPEST))


@endpoint("GET /api/v1/trends/tags", scope="", access="anyone")
@endpoint("GET /api/v1/trends", scope="", access="anyone", deprecated=True)
def tags(call: Call, params: SomeParams) -> list[Tag]:
    """Return the hashtags that most people use.  Cost: 1 statement while remembered."""
    size = params.size(default=10, most=20)
    found = trending_tags(viewer=call.viewer, at=call.at, size=size, offset=params.start)
    return [tag_of(card, call.reader) for card in found]


@endpoint("GET /api/v1/trends/statuses", scope="", access="anyone")
def statuses(call: Call, params: SomeParams) -> list[StatusJson]:
    """Return the posts that people like and pass on.  Cost: 4 statements while remembered."""
    size = params.size(default=20, most=40)
    found = trending_posts(viewer=call.viewer, at=call.at, size=size, offset=params.start)
    return statuses_of(found, call.reader)


@endpoint("GET /api/v1/trends/links", scope="", access="anyone")
def links(call: Call, params: SomeParams) -> list[Empty]:
    """Return nothing: no address outside is ever looked at, so there is nothing to show of one."""
    return []
