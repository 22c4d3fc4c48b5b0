"""What this room does in the background."""

from commons import clock
from squares.media.actions import move_files
from squares.posts.actions import delete
from tenants.work import square_task


@square_task
def settle_files(post_id: int) -> None:
    """Bring a post's files where its state wants them: out of reach, or back."""
    move_files(media_ids=delete.media_of(post_id))


@square_task
def erase_deleted() -> None:
    """Erase what was deleted 30 days ago."""
    delete.erase_deleted(at=clock.now())
