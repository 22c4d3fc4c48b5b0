"""What this room does in the background."""

from commons import clock
from squares.media.actions import move_files
from squares.posts.actions import delete, depart
from tenants.work import square_task


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
