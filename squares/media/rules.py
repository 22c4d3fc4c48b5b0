"""Which files a post may carry together, decided without looking anything up."""

from collections.abc import Collection

from squares.media.errors import CouldNotBePrepared, FilmStandsAlone, StillBeingPrepared
from squares.media.models import MediaAttachment

_ALONE = {MediaAttachment.Kind.VIDEO, MediaAttachment.Kind.AUDIO}


def refuse_unless_ready(states: Collection[str]) -> None:
    """Refuse files that cannot be shown yet, or never will.

    Raises: StillBeingPrepared, CouldNotBePrepared.
    """
    if MediaAttachment.State.FAILED in states:
        raise CouldNotBePrepared
    if MediaAttachment.State.PROCESSING in states:
        raise StillBeingPrepared


def refuse_mixture(kinds: Collection[str]) -> None:
    """Refuse a film or recording beside anything else; what only moves counts as a picture.

    Raises: FilmStandsAlone.
    """
    if len(kinds) > 1 and _ALONE & set(kinds):
        raise FilmStandsAlone
