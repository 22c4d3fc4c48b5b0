"""What this room does in the background."""

import logging
from datetime import datetime, timedelta

from commons import clock
from squares.media.actions import move_files
from squares.posts.actions import delete, depart
from squares.posts.actions.polls import close_poll
from squares.posts.actions.scheduled import publish_scheduled
from squares.posts.queries import due_polls, due_posts, next_due
from tenants import planned
from tenants.context import the_square
from tenants.work import square_task

log = logging.getLogger(__name__)

# A square that takes no writing publishes nothing, and is looked at again after this.
PAUSE = timedelta(hours=1)


@square_task
def settle_files(post_id: int) -> None:
    """Bring a post's files where its state wants them: out of reach, or back."""
    move_files(media_ids=delete.media_of(post_id))


@square_task
def erase_deleted() -> None:
    """Erase what was deleted 30 days ago."""
    while delete.erase_deleted(at=clock.now()):
        pass


@square_task
def clear_departed(member_id: int) -> None:
    """Erase what a departed member left, some of it at a time."""
    if depart.clear_departed(member_id=member_id, at=clock.now()):
        clear_departed.enqueue(member_id)


@square_task
def do_planned() -> None:
    """Publish the posts whose time has come, end the polls, and plan what is left."""
    now = clock.now()
    takes_writing = the_square().takes_writing
    if takes_writing:
        _publish_due(now)
    for post_id in due_polls(at=now):
        close_poll(post_id=post_id, at=now)
    planned.clear()
    left = next_due()
    if left is not None:
        planned.plan(due=left if takes_writing else max(left, now + PAUSE))


def _publish_due(at: datetime) -> None:
    """Publish what is due; one that fails for no reason of ours to refuse it waits its turn."""
    for scheduled_id in due_posts(at=at):
        try:
            publish_scheduled(scheduled_id=scheduled_id, at=at)
        except Exception:
            log.exception("a planned post could not be published")
