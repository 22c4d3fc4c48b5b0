"""What this room hears: of its own films, which are prepared in the background."""

from commons.events import listen
from squares.media.events import FilmWaits
from squares.media.tasks import prepare_film


@listen(FilmWaits)
def on_waiting(fact: FilmWaits) -> None:
    """Prepare a film while its sender goes on."""
    prepare_film.enqueue(fact.media_id)
