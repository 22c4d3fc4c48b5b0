"""What readers do with posts, and who did it.

Source: https://docs.joinmastodon.org/methods/statuses/
"""

import msgspec

from squares.api.answers import Paged, PageParams
from squares.api.call import Call
from squares.api.endpoint import endpoint
from squares.api.entities.account import Account, accounts_of
from squares.api.entities.status import Status, StatusJson, statuses_of
from squares.api.v1.composing import visibility_named
from squares.api.v1.statuses import said_at, status_at
from squares.posts import company
from squares.posts.actions import pins, react, threads
from squares.posts.actions.quotes import revoke_quote

ACCOUNTS, MOST_ACCOUNTS = 40, 80


class BoostParams(msgspec.Struct, kw_only=True):
    """Who meets the boost: "public", "unlisted" or "private"."""

    visibility: str | None = None


@endpoint("POST /api/v1/statuses/:status_id/favourite", scope="write:favourites")
def favourite(call: Call, status_id: int) -> Status:
    """Like a post; harmless when done."""
    react.favourite(by=call.by, post_id=status_id, at=call.at)
    return said_at(call, status_id)


@endpoint("POST /api/v1/statuses/:status_id/unfavourite", scope="write:favourites")
def unfavourite(call: Call, status_id: int) -> Status:
    """Like a post no longer; harmless when done."""
    react.unfavourite(by=call.by, post_id=status_id, at=call.at)
    return said_at(call, status_id)


@endpoint("POST /api/v1/statuses/:status_id/reblog", scope="write:statuses")
def reblog(call: Call, status_id: int, params: BoostParams) -> Status:
    """Pass a post on; the answer is the boost with the post inside."""
    visibility = visibility_named(params.visibility) if params.visibility else None
    boost = react.boost(by=call.by, post_id=status_id, at=call.at, visibility=visibility)
    return status_at(call, boost.pk)


@endpoint("POST /api/v1/statuses/:status_id/unreblog", scope="write:statuses", limit="delete")
def unreblog(call: Call, status_id: int) -> Status:
    """Pass a post on no longer; the answer is the post."""
    said = said_at(call, status_id)
    react.unboost(by=call.by, post_id=status_id, at=call.at)
    return status_at(call, int(said.id))


@endpoint("POST /api/v1/statuses/:status_id/bookmark", scope="write:bookmarks")
def bookmark(call: Call, status_id: int) -> Status:
    """Keep a post for later; nobody is told."""
    react.bookmark(by=call.by, post_id=status_id, at=call.at)
    return said_at(call, status_id)


@endpoint("POST /api/v1/statuses/:status_id/unbookmark", scope="write:bookmarks")
def unbookmark(call: Call, status_id: int) -> Status:
    """Keep a post no longer."""
    react.unbookmark(by=call.by, post_id=status_id, at=call.at)
    return said_at(call, status_id)


@endpoint("POST /api/v1/statuses/:status_id/mute", scope="write:mutes")
def mute(call: Call, status_id: int) -> Status:
    """Hear no more news of a conversation."""
    threads.mute_thread(by=call.by, post_id=status_id, at=call.at)
    return said_at(call, status_id)


@endpoint("POST /api/v1/statuses/:status_id/unmute", scope="write:mutes")
def unmute(call: Call, status_id: int) -> Status:
    """Hear of a conversation again."""
    threads.unmute_thread(by=call.by, post_id=status_id, at=call.at)
    return said_at(call, status_id)


@endpoint("POST /api/v1/statuses/:status_id/pin", scope="write:accounts")
def pin(call: Call, status_id: int) -> Status:
    """Show a post of one's own first on one's page."""
    pins.pin(by=call.by, post_id=status_id, at=call.at)
    return status_at(call, status_id)


@endpoint("POST /api/v1/statuses/:status_id/unpin", scope="write:accounts")
def unpin(call: Call, status_id: int) -> Status:
    """Show a post first no longer."""
    pins.unpin(by=call.by, post_id=status_id, at=call.at)
    return status_at(call, status_id)


@endpoint("GET /api/v1/statuses/:status_id/reblogged_by", scope="read:statuses", access="anyone")
def reblogged_by(call: Call, status_id: int, params: PageParams) -> Paged[Account]:
    """Return who passed a post on.  Cost: 2 statements."""
    window = params.window(default=ACCOUNTS, most=MOST_ACCOUNTS)
    page = company.boosted_by(viewer=call.viewer, post_id=status_id, window=window)
    return Paged.of(accounts_of([boost.author for boost in page.items], call.reader), page)


@endpoint("GET /api/v1/statuses/:status_id/favourited_by", scope="read:statuses", access="anyone")
def favourited_by(call: Call, status_id: int, params: PageParams) -> Paged[Account]:
    """Return who likes a post.  Cost: 2 statements."""
    window = params.window(default=ACCOUNTS, most=MOST_ACCOUNTS)
    page = company.favourited_by(viewer=call.viewer, post_id=status_id, window=window)
    return Paged.of(accounts_of([like.member for like in page.items], call.reader), page)


@endpoint("GET /api/v1/statuses/:status_id/quotes", scope="read:statuses")
def quotes(call: Call, status_id: int, params: PageParams) -> Paged[StatusJson]:
    """Return which posts quote a post.  Cost: 3 statements."""
    page = company.quotes_of(viewer=call.by, post_id=status_id, window=params.window())
    return Paged.of(statuses_of(page.items, call.reader), page)


@endpoint("POST /api/v1/statuses/:status_id/quotes/:quote_id/revoke", scope="write:statuses")
def revoke(call: Call, status_id: int, quote_id: int) -> Status:
    """Take one's post out of somebody's quote; the answer is the quote."""
    revoke_quote(by=call.by, post_id=status_id, quote_id=quote_id, at=call.at)
    return status_at(call, quote_id)
