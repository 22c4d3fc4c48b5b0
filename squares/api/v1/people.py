"""Finding people: many at once, by name, in the directory, and by suggestion.

Source: https://docs.joinmastodon.org/methods/directory/, …/suggestions/, …/accounts/#search
"""

import msgspec

from commons.errors import NotFound
from commons.ids import is_id
from squares.api.call import Call
from squares.api.endpoint import endpoint
from squares.api.entities.account import Account, account_of, accounts_of
from squares.api.entities.suggestion import Suggestion, suggestion_of
from squares.members.queries import member_by_id, members_by_ids
from squares.relationships.actions.stances import do_not_suggest
from squares.relationships.discovery import (
    Order,
    directory,
    find_people,
    suggestions,
)
from squares.relationships.errors import NotToOneself

ACCOUNTS, MOST_ACCOUNTS, DEEPEST = 40, 80, 10_000


class SomeParams(msgspec.Struct, kw_only=True):
    """How many are wanted, from where on."""

    limit: int | None = None
    offset: int = 0

    @property
    def size(self) -> int:
        """How many; a limit out of bounds is brought within."""
        return ACCOUNTS if self.limit is None or self.limit < 1 else min(self.limit, MOST_ACCOUNTS)

    @property
    def start(self) -> int:
        """How many are passed over."""
        return max(0, min(self.offset, DEEPEST))


class DirectoryParams(SomeParams, kw_only=True):
    """How the directory is sorted; everybody here is local."""

    order: str = "active"
    local: bool = False


class SearchParams(SomeParams, kw_only=True):
    """Whom to look for.  resolve: nobody elsewhere is ever asked."""

    q: str = ""
    following: bool = False
    resolve: bool = False


class ManyParams(msgspec.Struct, kw_only=True):
    """Which accounts are wanted."""

    ids: list[int] = msgspec.field(default_factory=list, name="id")


@endpoint("GET /api/v1/accounts", scope="read:accounts", access="anyone")
def several(call: Call, params: ManyParams) -> list[Account]:
    """Return members by number; those who are not here are left out.  Cost: 1 statement."""
    ids = [number for number in params.ids if is_id(number)]
    known = members_by_ids(ids)
    return accounts_of([known[n] for n in dict.fromkeys(ids) if n in known], call.reader)


@endpoint("GET /api/v1/accounts/search", scope="read:accounts")
def search(call: Call, params: SearchParams) -> list[Account]:
    """Find members by handle or name; whom one follows comes first.  Cost: 1 statement."""
    try:
        words = call.own_handle(params.q)
    except NotFound:  # an address elsewhere
        return []
    found = find_people(
        words=words,
        viewer=call.by,
        followed_only=params.following,
        offset=params.start,
        limit=params.size,
    )
    return accounts_of(found, call.reader)


@endpoint("GET /api/v1/directory", access="anyone")
def listing(call: Call, params: DirectoryParams) -> list[Account]:
    """List those who want to be found.  Cost: 1 statement."""
    order = Order.NEW if params.order == Order.NEW else Order.ACTIVE
    found = directory(viewer=call.viewer, order=order, offset=params.start, limit=params.size)
    return accounts_of(found, call.reader)


@endpoint("GET /api/v2/suggestions", scope="read")
def suggest(call: Call, params: SomeParams) -> list[Suggestion]:
    """Suggest whom the member might like to follow.  Cost: 3 statements."""
    found = suggestions(viewer=call.by, limit=params.size, at=call.at)
    return [suggestion_of(row, call.reader) for row in found]


@endpoint("GET /api/v1/suggestions", scope="read", deprecated=True)
def suggest_plainly(call: Call, params: SomeParams) -> list[Account]:
    """Suggest whom the member might like to follow, without saying why.  Cost: 3 statements."""
    found = suggestions(viewer=call.by, limit=params.size, at=call.at)
    return [account_of(row.member, call.reader) for row in found]


@endpoint("DELETE /api/v1/suggestions/:account_id", scope="read")
def dismiss(call: Call, account_id: int) -> None:
    """Suggest somebody no more; harmless for whoever never is suggested, as in Mastodon."""
    try:
        target = member_by_id(member_id=account_id, viewer=call.by)
        do_not_suggest(by=call.by, target=target, at=call.at)
    except (NotFound, NotToOneself):
        return
