"""What this room does in the background."""

from commons import clock
from squares.media import actions
from tenants.work import square_task


@square_task
def prepare_film(media_id: int) -> None:
    """Prepare a film or recording that waits; its worker does nothing else."""
    actions.prepare_film(media_id=media_id)


@square_task
def delete_unattached() -> None:
    """Delete what was uploaded and never joined a post, and look after films that were lost."""
    while actions.delete_unattached(at=clock.now()):
        pass
    for media_id in actions.give_up_waiting(at=clock.now()):
        prepare_film.enqueue(media_id)
