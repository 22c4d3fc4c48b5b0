"""Lists, who stands on them, and what they say.

Source: https://docs.joinmastodon.org/methods/lists/
"""

import msgspec

from squares.api.answers import Paged, PageParams
from squares.api.call import Call
from squares.api.endpoint import endpoint
from squares.api.entities.account import Account, accounts_of
from squares.api.entities.status import StatusJson, statuses_of
from squares.api.entities.userlist import List, list_of
from squares.members.queries import member_by_id
from squares.relationships import lists
from squares.relationships.actions import lists as actions
from squares.timelines.queries import list_timeline

ACCOUNTS, MOST_ACCOUNTS = 40, 80


class ListParams(msgspec.Struct, kw_only=True):
    """What is said of a list; what is not sent stays."""

    title: str | None = None
    replies_policy: str | None = None
    exclusive: bool | None = None


class PeopleParams(msgspec.Struct, kw_only=True):
    """Who is meant."""

    account_ids: list[int] = []


@endpoint("GET /api/v1/lists", scope="read:lists")
def index(call: Call) -> list[List]:
    """Return the member's lists.  Cost: 1 statement."""
    return [list_of(row) for row in lists.lists_of(call.by)]


@endpoint("POST /api/v1/lists", scope="write:lists")
def create(call: Call, params: ListParams) -> List:
    """Begin a list."""
    made = actions.make_list(
        by=call.by,
        title=params.title or "",
        replies=params.replies_policy or "list",
        exclusive=bool(params.exclusive),
        at=call.at,
    )
    return list_of(made)


@endpoint("GET /api/v1/lists/:list_id", scope="read:lists")
def show(call: Call, list_id: int) -> List:
    """Return one of the member's lists."""
    return list_of(lists.find_list(owner=call.by, list_id=list_id))


@endpoint("PUT /api/v1/lists/:list_id", scope="write:lists")
def change(call: Call, list_id: int, params: ListParams) -> List:
    """Rename a list, or change what it shows."""
    found = lists.find_list(owner=call.by, list_id=list_id)
    actions.change_list(
        of=found,
        title=params.title,
        replies=params.replies_policy,
        exclusive=params.exclusive,
        at=call.at,
    )
    return list_of(found)


@endpoint("DELETE /api/v1/lists/:list_id", scope="write:lists")
def delete(call: Call, list_id: int) -> None:
    """Give a list up."""
    actions.drop_list(of=lists.find_list(owner=call.by, list_id=list_id), at=call.at)


@endpoint("GET /api/v1/lists/:list_id/accounts", scope="read:lists")
def people(call: Call, list_id: int, params: PageParams) -> Paged[Account]:
    """Return who stands on a list; with limit=0 everybody at once.  Cost: 2 statements."""
    found = lists.find_list(owner=call.by, list_id=list_id)
    if params.limit == 0:
        return Paged(accounts_of(lists.everyone_on(found), call.reader), None, None)
    window = params.window(default=ACCOUNTS, most=MOST_ACCOUNTS)
    page = lists.members_on(found, window=window)
    return Paged.of(accounts_of(page.items, call.reader), page)


@endpoint("POST /api/v1/lists/:list_id/accounts", scope="write:lists")
def add(call: Call, list_id: int, params: PeopleParams) -> None:
    """Put people on a list, all or none."""
    found = lists.find_list(owner=call.by, list_id=list_id)
    actions.put_on_list(of=found, member_ids=params.account_ids, at=call.at)


@endpoint("DELETE /api/v1/lists/:list_id/accounts", scope="write:lists")
def remove(call: Call, list_id: int, params: PeopleParams) -> None:
    """Take people off a list."""
    found = lists.find_list(owner=call.by, list_id=list_id)
    actions.take_off_list(of=found, member_ids=params.account_ids, at=call.at)


@endpoint("GET /api/v1/accounts/:account_id/lists", scope="read:lists")
def holding(call: Call, account_id: int) -> list[List]:
    """Return those of the member's lists on which somebody stands.  Cost: 2 statements."""
    target = member_by_id(member_id=account_id, viewer=call.by)
    return [list_of(row) for row in lists.lists_with(owner=call.by, member_id=target.pk)]


@endpoint("GET /api/v1/timelines/list/:list_id", scope="read:lists")
def timeline(call: Call, list_id: int, params: PageParams) -> Paged[StatusJson]:
    """Return what the people on a list say and pass on.  Cost: 6 statements."""
    found = lists.find_list(owner=call.by, list_id=list_id)
    page = list_timeline(of=found, viewer=call.by, window=params.window())
    return Paged.of(statuses_of(page.items, call.reader), page)
