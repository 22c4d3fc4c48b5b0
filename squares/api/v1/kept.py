"""What a member keeps and likes.

Source: https://docs.joinmastodon.org/methods/bookmarks/ and methods/favourites/
"""

from squares.api.answers import Paged, PageParams
from squares.api.call import Call
from squares.api.endpoint import endpoint
from squares.api.entities.status import StatusJson, statuses_of
from squares.timelines import queries


@endpoint("GET /api/v1/bookmarks", scope="read:bookmarks")
def bookmarks(call: Call, params: PageParams) -> Paged[StatusJson]:
    """Return the posts that the member keeps, kept last first.  Cost: 3 statements."""
    page = queries.bookmarks(viewer=call.by, window=params.window())
    return Paged.of(statuses_of(page.items, call.reader), page)


@endpoint("GET /api/v1/favourites", scope="read:favourites")
def favourites(call: Call, params: PageParams) -> Paged[StatusJson]:
    """Return the posts that the member likes, liked last first.  Cost: 3 statements."""
    page = queries.favourites(viewer=call.by, window=params.window())
    return Paged.of(statuses_of(page.items, call.reader), page)
