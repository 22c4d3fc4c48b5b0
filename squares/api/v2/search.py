"""Finding members, posts and hashtags by words, or by an address of this square.

Source: https://docs.joinmastodon.org/methods/search/
"""

import msgspec

from commons import limits
from commons.pages import Window
from squares.api.call import Call
from squares.api.endpoint import endpoint
from squares.api.entities.account import accounts_by_id
from squares.api.entities.search import Search, SearchV1
from squares.api.entities.status import statuses_of
from squares.api.entities.tag import tag_of
from squares.api.errors import NeedsMember
from squares.timelines.hashtags import tags_by_ids
from squares.timelines.searching import KINDS, Bounds, Found, search

FEW, MOST, DEEPEST, LONGEST = 20, 40, 1000, 2000
SEARCHES_A_MINUTE = 60
_KINDS = {"accounts": "people", "hashtags": "tags", "statuses": "posts"}


class SearchParams(msgspec.Struct, kw_only=True):
    """What is looked for.

    type: "accounts", "hashtags" or "statuses".  resolve: nothing elsewhere is ever asked.
    """

    q: str = ""
    type: str | None = None
    resolve: bool = False
    following: bool = False
    account_id: int | None = None
    exclude_unreviewed: bool = False
    max_id: int | None = None
    min_id: int | None = None
    limit: int | None = None
    offset: int = 0


@endpoint("GET /api/v2/search", scope="read:search", access="anyone")
def find(call: Call, params: SearchParams) -> Search:
    """Return what was found, each kind bounded.  Cost: 7 statements."""
    found = _found(call, params)
    accounts = accounts_by_id([person.id for person in found.people], call.reader)
    tags = tags_by_ids([tag.pk for tag in found.tags], viewer=call.viewer, at=call.at)
    return Search(
        accounts=[accounts[person.id] for person in found.people if person.id in accounts],
        statuses=statuses_of(found.posts, call.reader),
        hashtags=[tag_of(card, call.reader) for card in tags],
    )


@endpoint("GET /api/v1/search", scope="read:search", deprecated=True)
def find_v1(call: Call, params: SearchParams) -> SearchV1:
    """Return what was found, hashtags by their names alone."""
    found = find(call, params)
    return SearchV1(
        accounts=found.accounts,
        statuses=found.statuses,
        hashtags=[tag.name for tag in found.hashtags],
    )


def _found(call: Call, params: SearchParams) -> Found:
    if call.viewer is None and (params.resolve or params.offset > 0):
        raise NeedsMember
    who = f"member:{call.viewer.pk}" if call.viewer else limits.network_of(call.address)
    limits.hit(f"search:{who}", limit=SEARCHES_A_MINUTE, seconds=60)
    size = FEW if params.limit is None or params.limit < 1 else min(params.limit, MOST)
    kind = _KINDS.get(params.type or "")
    bounds = Bounds(
        kinds=frozenset({kind}) if kind else KINDS,
        size=size,
        offset=max(0, min(params.offset, DEEPEST)),
        following=params.following,
        author_id=params.account_id,
        window=Window(before=params.max_id, after=params.min_id),
    )
    return search(words=params.q[:LONGEST], viewer=call.viewer, at=call.at, bounds=bounds)
