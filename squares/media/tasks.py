"""What this room does in the background."""

from commons import clock
from squares.media import actions
from tenants.work import square_task


@square_task
def delete_unattached() -> None:
    """Delete pictures that were uploaded and never joined a post."""
    while actions.delete_unattached(at=clock.now()):
        pass
