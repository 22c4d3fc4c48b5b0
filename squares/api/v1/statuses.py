"""Posts: writing, reading, taking back, and what readers do with them.

Source: https://docs.joinmastodon.org/methods/statuses/
"""

import msgspec

from squares.api.call import Call
from squares.api.endpoint import endpoint
from squares.api.entities.status import VISIBILITIES, Status, status_of
from squares.api.errors import ValidationFailed
from squares.api.idempotency import once
from squares.posts.actions import react
from squares.posts.actions.delete import delete_post
from squares.posts.actions.publish import Draft, publish_post
from squares.posts.cards import cards_for
from squares.posts.errors import PostNotFound
from squares.posts.models.post import Visibility

_OUR_VISIBILITY = {theirs: ours for ours, theirs in VISIBILITIES.items()}


class NewStatus(msgspec.Struct, kw_only=True):
    """What a member writes by an app."""

    status: str = ""
    media_ids: list[int] = []
    in_reply_to_id: int | None = None
    sensitive: bool = False
    spoiler_text: str = ""
    visibility: str | None = None
    language: str | None = None


@endpoint("POST /api/v1/statuses", scope="write:statuses")
def create(call: Call, params: NewStatus) -> Status:
    """Publish a post.

    The same Idempotency-Key within an hour returns the same post again.
    """

    def publish() -> int:
        return int(publish_post(by=call.by, draft=_draft(params), at=call.at).pk)

    post_id = once(call, publish)
    return _status(call, post_id)


@endpoint("GET /api/v1/statuses/:status_id", scope="read:statuses", access="anyone")
def show(call: Call, status_id: int) -> Status:
    """Return one post, or one boost.  Cost: 3 statements."""
    return _status(call, status_id)


@endpoint("DELETE /api/v1/statuses/:status_id", scope="write:statuses", limit="delete")
def delete(call: Call, status_id: int) -> Status:
    """Take one's own post back; the answer holds its text, for writing it anew."""
    cards = cards_for([status_id], call.by)
    if not cards:
        raise PostNotFound
    taken = status_of(cards[0], call.reader)
    delete_post(by=call.by, post_id=status_id, at=call.at)
    return msgspec.structs.replace(taken, text=cards[0].text)


@endpoint("POST /api/v1/statuses/:status_id/favourite", scope="write:favourites")
def favourite(call: Call, status_id: int) -> Status:
    """Like a post; harmless when done."""
    react.favourite(by=call.by, post_id=status_id, at=call.at)
    return _said(call, status_id)


@endpoint("POST /api/v1/statuses/:status_id/unfavourite", scope="write:favourites")
def unfavourite(call: Call, status_id: int) -> Status:
    """Like a post no longer; harmless when done."""
    react.unfavourite(by=call.by, post_id=status_id, at=call.at)
    return _said(call, status_id)


@endpoint("POST /api/v1/statuses/:status_id/reblog", scope="write:statuses")
def reblog(call: Call, status_id: int) -> Status:
    """Pass a post on; the answer is the boost with the post inside."""
    boost = react.boost(by=call.by, post_id=status_id, at=call.at)
    return _status(call, boost.pk)


@endpoint("POST /api/v1/statuses/:status_id/unreblog", scope="write:statuses", limit="delete")
def unreblog(call: Call, status_id: int) -> Status:
    """Pass a post on no longer; the answer is the post."""
    said = _said(call, status_id)
    react.unboost(by=call.by, post_id=status_id, at=call.at)
    return _status(call, int(said.id))


@endpoint("POST /api/v1/statuses/:status_id/bookmark", scope="write:bookmarks")
def bookmark(call: Call, status_id: int) -> Status:
    """Keep a post for later; nobody is told."""
    react.bookmark(by=call.by, post_id=status_id, at=call.at)
    return _said(call, status_id)


@endpoint("POST /api/v1/statuses/:status_id/unbookmark", scope="write:bookmarks")
def unbookmark(call: Call, status_id: int) -> Status:
    """Keep a post no longer."""
    react.unbookmark(by=call.by, post_id=status_id, at=call.at)
    return _said(call, status_id)


def _draft(params: NewStatus) -> Draft:
    visibility = Visibility.PUBLIC
    if params.visibility:
        if params.visibility not in _OUR_VISIBILITY:
            raise ValidationFailed(reason="Visibility is not included in the list")
        visibility = _OUR_VISIBILITY[params.visibility]
    return Draft(
        text=params.status,
        warning=params.spoiler_text,
        sensitive=params.sensitive,
        language=params.language or "",
        visibility=visibility,
        in_reply_to=params.in_reply_to_id,
        media_ids=tuple(params.media_ids),
    )


def _status(call: Call, status_id: int) -> Status:
    """Return a post or a boost.  Raises: PostNotFound."""
    cards = cards_for([status_id], call.viewer)
    if not cards:
        raise PostNotFound
    return status_of(cards[0], call.reader)


def _said(call: Call, status_id: int) -> Status:
    """Return what was said, also where a boost of it is named: as Mastodon answers acts."""
    status = _status(call, status_id)
    return status.reblog or status
