"""Timelines: a member's home, the square's public talk, a hashtag.

Source: https://docs.joinmastodon.org/methods/timelines/
"""

from commons.pages import Page
from commons.text import tag_key
from squares.api.answers import Paged, PageParams
from squares.api.call import Call
from squares.api.endpoint import endpoint
from squares.api.entities.status import Status, statuses_of
from squares.posts.cards import PostCard
from squares.timelines import queries


class PublicParams(PageParams, kw_only=True):
    """Which public posts are wanted; `remote` ones there are none."""

    local: bool = False
    remote: bool = False
    only_media: bool = False


@endpoint("GET /api/v1/timelines/home", scope="read:statuses")
def home(call: Call, params: PageParams) -> Paged[Status]:
    """Return what those whom the member follows say and pass on.  Cost: 5 statements."""
    return _paged(call, queries.home_timeline(viewer=call.by, window=params.window()))


@endpoint("GET /api/v1/timelines/public", scope="read:statuses", access="anyone")
def public(call: Call, params: PublicParams) -> Paged[Status]:
    """Return the square's public posts.  Cost: 5 statements, 4 without a token."""
    if params.remote and not params.local:
        return Paged([], None, None)
    page = queries.public_timeline(
        viewer=call.viewer, window=params.window(), only_media=params.only_media
    )
    return _paged(call, page)


@endpoint("GET /api/v1/timelines/tag/:name", scope="read:statuses", access="anyone")
def tag(call: Call, name: str, params: PublicParams) -> Paged[Status]:
    """Return the public posts that carry a hashtag, replies included."""
    if params.remote and not params.local:
        return Paged([], None, None)
    key = tag_key(name[:100])
    return _paged(call, queries.tag_timeline(key=key, viewer=call.viewer, window=params.window()))


def _paged(call: Call, page: Page[PostCard]) -> Paged[Status]:
    return Paged.of(statuses_of(page.items, call.reader), page)
