"""Timelines: a member's home, the square's public talk, a hashtag.

Source: https://docs.joinmastodon.org/methods/timelines/
"""

from collections.abc import Sequence

import msgspec

from commons.pages import Page
from commons.text import tag_key
from squares.api.answers import Paged, PageParams
from squares.api.call import Call
from squares.api.endpoint import endpoint
from squares.api.entities.status import StatusJson, statuses_of
from squares.posts.cards.card import PostCard
from squares.timelines import queries
from squares.timelines.names import TagWish

MORE_TAGS = 4  # Source: https://docs.joinmastodon.org/methods/timelines/#tag
LONGEST = 2000


class PublicParams(PageParams, kw_only=True):
    """Which public posts are wanted; `remote` ones there are none."""

    local: bool = False
    remote: bool = False
    only_media: bool = False


class TagParams(PublicParams, kw_only=True):
    """Which posts under a hashtag are wanted; four more hashtags of each kind."""

    any_of: list[str] = msgspec.field(default_factory=list, name="any")
    all_of: list[str] = msgspec.field(default_factory=list, name="all")
    none_of: list[str] = msgspec.field(default_factory=list, name="none")

    @property
    def wish(self) -> TagWish:
        """The same for the query."""
        return TagWish(
            any_of=_keys(self.any_of),
            all_of=_keys(self.all_of),
            none_of=_keys(self.none_of),
            only_media=self.only_media,
        )


class LinkParams(PageParams, kw_only=True):
    """Which address the posts name."""

    url: str = ""


@endpoint("GET /api/v1/timelines/home", scope="read:statuses")
def home(call: Call, params: PageParams) -> Paged[StatusJson]:
    """Return what those whom the member follows say and pass on.  Cost: 1 statement."""
    return _paged(call, queries.home_timeline(viewer=call.me, window=params.window()))


@endpoint("GET /api/v1/timelines/public", scope="read:statuses", access="anyone")
def public(call: Call, params: PublicParams) -> Paged[StatusJson]:
    """Return the square's public posts.  Cost: as `home`."""
    if params.remote and not params.local:
        return Paged([], None, None)
    page = queries.public_timeline(
        viewer=call.viewer, window=params.window(), only_media=params.only_media
    )
    return _paged(call, page)


@endpoint("GET /api/v1/timelines/tag/:name", scope="read:statuses", access="anyone")
def tag(call: Call, name: str, params: TagParams) -> Paged[StatusJson]:
    """Return the public posts that carry a hashtag, replies included.  Cost: as `home`, +1."""
    if params.remote and not params.local:
        return Paged([], None, None)
    page = queries.tag_timeline(
        key=_key(name), viewer=call.viewer, wish=params.wish, window=params.window()
    )
    return _paged(call, page)


@endpoint("GET /api/v1/timelines/link", scope="read:statuses", access="anyone")
def link(call: Call, params: LinkParams) -> Paged[StatusJson]:
    """Return the public posts of the last month that name an address outside."""
    if not params.url.startswith(("http://", "https://")):
        return Paged([], None, None)
    page = queries.link_timeline(
        address=params.url[:LONGEST], viewer=call.viewer, at=call.at, window=params.window()
    )
    return _paged(call, page)


def _key(name: str) -> str:
    return tag_key(name.removeprefix("#")[:100])


def _keys(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(_key(name) for name in names[:MORE_TAGS] if name)


def _paged(call: Call, page: Page[PostCard]) -> Paged[StatusJson]:
    return Paged.of(statuses_of(page.items, call.reader), page)
