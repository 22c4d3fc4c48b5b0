"""Posts: writing, reading, changing, taking back.

Source: https://docs.joinmastodon.org/methods/statuses/
"""

import msgspec

from commons.errors import NotFound
from commons.ids import is_id
from squares.api.call import Call
from squares.api.endpoint import endpoint
from squares.api.entities.scheduled import ScheduledStatus, scheduled_of
from squares.api.entities.status import Context, Status, StatusJson, status_of, statuses_of
from squares.api.entities.wording import StatusEdit, StatusSource, edits_of
from squares.api.idempotency import once
from squares.api.v1.composing import (
    EditedStatus,
    NewStatus,
    change_of,
    draft_of,
    moment_in,
    policy_named,
)
from squares.posts.actions.delete import delete_post
from squares.posts.actions.edit import edit_post
from squares.posts.actions.publish import publish_post
from squares.posts.actions.quotes import change_quote_policy
from squares.posts.actions.react import unboost
from squares.posts.actions.scheduled import schedule_post
from squares.posts.cards.card import PostCard
from squares.posts.cards.reading import card_for, cards_for
from squares.posts.errors import EditRefused, NotTheirPost, PostNotFound
from squares.posts.queries import find_scheduled, history_of
from squares.timelines.threads import Reach, thread

SEVERAL = 40
# Source: https://docs.joinmastodon.org/methods/statuses/#context; a member's is bounded here too.
FOR_VISITORS, FOR_MEMBERS = Reach(40, 60, 20), Reach(400, 1000, 400)


class ManyParams(msgspec.Struct, kw_only=True):
    """Which posts are wanted."""

    ids: list[int] = msgspec.field(default_factory=list, name="id")


class DeleteParams(msgspec.Struct, kw_only=True):
    """Whether the files go at once; else they wait a day to be used again."""

    delete_media: bool = False


class PolicyParams(msgspec.Struct, kw_only=True):
    """Who may quote a post."""

    quote_approval_policy: str = "nobody"


@endpoint("POST /api/v1/statuses", scope="write:statuses")
def create(call: Call, params: NewStatus) -> Status | ScheduledStatus:
    """Publish a post, or plan it with `scheduled_at`.

    The same Idempotency-Key within an hour returns the same post again. A moment that has passed
    publishes at once.
    """
    draft = draft_of(call, params)
    due = moment_in(params.scheduled_at) if params.scheduled_at else None
    if due is not None and due > call.at:
        later = due

        def plan() -> int:
            return int(schedule_post(by=call.by, draft=draft, due=later, at=call.at).pk)

        row = find_scheduled(by=call.by, scheduled_id=once(call, plan))
        return scheduled_of([row], call.reader)[0]
    post_id = once(call, lambda: int(publish_post(by=call.by, draft=draft, at=call.at).pk))
    return status_at(call, post_id)


@endpoint("GET /api/v1/statuses", scope="read:statuses", access="anyone")
def several(call: Call, params: ManyParams) -> list[StatusJson]:
    """Return posts by number; those that are not for the reader are left out."""
    ids = [number for number in dict.fromkeys(params.ids) if is_id(number)]
    return statuses_of(cards_for(ids[:SEVERAL], call.viewer), call.reader)


@endpoint("GET /api/v1/statuses/:status_id", scope="read:statuses", access="anyone")
def show(call: Call, status_id: int) -> StatusJson:
    """Return one post, or one boost.  Cost: as `card_for`, and `statuses_of`."""
    card = _found(card_for(status_id, call.viewer) if is_id(status_id) else None)
    return statuses_of([card], call.reader)[0]


@endpoint("PUT /api/v1/statuses/:status_id", scope="write:statuses")
def edit(call: Call, status_id: int, params: EditedStatus) -> Status:
    """Change what a post says; what it said before stays readable."""
    card = card_at(call, status_id)
    try:
        edit_post(by=call.by, post_id=card.id, change=change_of(params), at=call.at)
    except EditRefused:
        if card.own:
            raise
        raise PostNotFound from None
    return status_at(call, card.id)


@endpoint("DELETE /api/v1/statuses/:status_id", scope="write:statuses", limit="delete")
def delete(call: Call, status_id: int, params: DeleteParams) -> Status:
    """Take one's own post or boost back; the answer holds its text, for writing it anew."""
    card = card_at(call, status_id)
    taken = status_of(card, call.reader)
    if card.boosted_by is not None:
        if card.boosted_by.id != call.by.pk:
            raise PostNotFound
        unboost(by=call.by, post_id=card.id, at=call.at)
    else:
        delete_post(by=call.by, post_id=card.id, at=call.at, keeps_files=not params.delete_media)
    return msgspec.structs.replace(taken, text=card.text)


@endpoint("GET /api/v1/statuses/:status_id/context", scope="read:statuses", access="anyone")
def context(call: Call, status_id: int) -> Context:
    """Return what a post answers and what answers it, in reading order.  Cost: 5 statements."""
    reach = FOR_MEMBERS if call.viewer is not None else FOR_VISITORS
    post_id = card_at(call, status_id).id
    found = thread(viewer=call.viewer, post_id=post_id, reach=reach)
    above = found.ancestors
    statuses = statuses_of([*above, *(reply.card for reply in found.replies)], call.reader)
    return Context(ancestors=statuses[: len(above)], descendants=statuses[len(above) :])


@endpoint("GET /api/v1/statuses/:status_id/source", scope="read:statuses")
def source(call: Call, status_id: int) -> StatusSource:
    """Return a post as it was typed, for changing it."""
    card = card_at(call, status_id)
    return StatusSource(id=str(card.id), text=card.text, spoiler_text=card.warning)


@endpoint("GET /api/v1/statuses/:status_id/history", scope="read:statuses", access="anyone")
def history(call: Call, status_id: int) -> list[StatusEdit]:
    """Return every wording of a post, the first one first.  Cost: 7 statements."""
    post, before = history_of(viewer=call.viewer, post_id=status_id)
    return edits_of(status_at(call, post.pk), post.author_id, before, call.reader)


@endpoint("PUT /api/v1/statuses/:status_id/interaction_policy", scope="write:statuses")
def interaction_policy(call: Call, status_id: int, params: PolicyParams) -> Status:
    """Say who may quote a post from now on."""
    policy = policy_named(params.quote_approval_policy)
    if policy is not None:
        try:
            change_quote_policy(by=call.by, post_id=status_id, policy=policy)
        except NotTheirPost:
            raise PostNotFound from None
    return status_at(call, status_id)


@endpoint("POST /api/v1/statuses/:status_id/translate", scope="read:statuses")
def translate(call: Call, status_id: int) -> Status:
    """Say that nothing is translated here, as Mastodon does where no service is set up."""
    card_at(call, status_id)
    raise NotFound


def card_at(call: Call, status_id: int) -> PostCard:
    """Return the card of a post or a boost.  Raises: PostNotFound."""
    cards = cards_for([status_id], call.viewer) if is_id(status_id) else []
    return _found(cards[0] if cards else None)


def _found(card: PostCard | None) -> PostCard:
    if card is None:
        raise PostNotFound
    return card


def status_at(call: Call, status_id: int) -> Status:
    """Return a post or a boost.  Raises: PostNotFound."""
    return status_of(card_at(call, status_id), call.reader)


def said_at(call: Call, status_id: int) -> Status:
    """Return what was said, also where a boost of it is named: as Mastodon answers acts."""
    status = status_at(call, status_id)
    return status.reblog or status
