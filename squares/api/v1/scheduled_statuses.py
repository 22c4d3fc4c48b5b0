"""Posts that are to be published later.

Source: https://docs.joinmastodon.org/methods/scheduled_statuses/
"""

import msgspec

from squares.api.answers import Paged, PageParams
from squares.api.call import Call
from squares.api.endpoint import endpoint
from squares.api.entities.scheduled import ScheduledStatus, scheduled_of
from squares.api.v1.composing import moment_in
from squares.posts.actions.scheduled import cancel_scheduled, reschedule
from squares.posts.queries import find_scheduled, waiting_posts


class MoveParams(msgspec.Struct, kw_only=True):
    """When it is to be published now."""

    scheduled_at: str = ""


@endpoint("GET /api/v1/scheduled_statuses", scope="read:statuses")
def index(call: Call, params: PageParams) -> Paged[ScheduledStatus]:
    """Return what the member planned.  Cost: 2 statements."""
    page = waiting_posts(of=call.by, window=params.window())
    return Paged.of(scheduled_of(page.items, call.reader), page)


@endpoint("GET /api/v1/scheduled_statuses/:scheduled_id", scope="read:statuses")
def show(call: Call, scheduled_id: int) -> ScheduledStatus:
    """Return one planned post."""
    row = find_scheduled(by=call.by, scheduled_id=scheduled_id)
    return scheduled_of([row], call.reader)[0]


@endpoint("PUT /api/v1/scheduled_statuses/:scheduled_id", scope="write:statuses")
def update(call: Call, scheduled_id: int, params: MoveParams) -> ScheduledStatus:
    """Publish it at another moment."""
    row = find_scheduled(by=call.by, scheduled_id=scheduled_id)
    if params.scheduled_at:
        due = moment_in(params.scheduled_at)
        row = reschedule(by=call.by, scheduled_id=scheduled_id, due=due, at=call.at)
    return scheduled_of([row], call.reader)[0]


@endpoint("DELETE /api/v1/scheduled_statuses/:scheduled_id", scope="write:statuses")
def cancel(call: Call, scheduled_id: int) -> None:
    """Drop it."""
    cancel_scheduled(by=call.by, scheduled_id=scheduled_id, at=call.at)
