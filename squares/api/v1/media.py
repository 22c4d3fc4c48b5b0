"""Files for posts: sent, described, taken back.

Source: https://docs.joinmastodon.org/methods/media/
"""

import math

import msgspec

from squares.api.answers import Answer
from squares.api.call import Call
from squares.api.endpoint import endpoint
from squares.api.entities.media import MediaAttachment, media_of
from squares.api.errors import ValidationFailed
from squares.media import actions
from squares.media.cards import media_card
from squares.media.errors import CouldNotBePrepared, FileMissing
from squares.media.models import MediaAttachment as Media
from squares.media.queries import find_own

FILES = ("file", "thumbnail")


class MediaParams(msgspec.Struct, kw_only=True):
    """What is said of a file.  The file and its thumbnail come beside it.

    focus: two numbers from -1 to 1 with a comma between, or a list of them.
    """

    description: str | None = None
    focus: str | list[float] | None = None


@endpoint("POST /api/v1/media", scope="write:media", limit="media", deprecated=True, files=FILES)
def send_old(call: Call, params: MediaParams) -> Answer[MediaAttachment]:
    """Send a file, as old apps do; a long film is answered before it is ready."""
    return send(call, params)


@endpoint("POST /api/v2/media", scope="write:media", limit="media", files=FILES)
def send(call: Call, params: MediaParams) -> Answer[MediaAttachment]:
    """Send a picture, film or recording; 202 and no address while it is being prepared.

    What cannot be used answers 422, and nothing of it is kept.
    """
    file = call.file("file")
    if file is None:
        raise FileMissing
    media = actions.upload(
        by=call.by,
        file=file,
        description=params.description or "",
        focus=_focus(params.focus),
        thumbnail=call.file("thumbnail"),
        at=call.at,
    )
    return _answer(call, media, waiting=202)


@endpoint("GET /api/v1/media/:media_id", scope="write:media")
def show(call: Call, media_id: int) -> Answer[MediaAttachment]:
    """Return a file of the member's; 206 while it is being prepared."""
    return _answer(call, find_own(by=call.by, media_id=media_id), waiting=206)


@endpoint("PUT /api/v1/media/:media_id", scope="write:media", files=("thumbnail",))
def describe(call: Call, media_id: int, params: MediaParams) -> Answer[MediaAttachment]:
    """Describe a file that is on no post yet, move its focus, or show another still."""
    media = actions.describe(
        by=call.by,
        media_id=media_id,
        description=params.description,
        focus=_focus(params.focus),
        thumbnail=call.file("thumbnail"),
        waiting=True,
    )
    return _answer(call, media, waiting=206)


@endpoint("DELETE /api/v1/media/:media_id", scope="write:media")
def delete(call: Call, media_id: int) -> None:
    """Delete a file that is on no post."""
    actions.delete_media(by=call.by, media_id=media_id)


def _answer(call: Call, media: Media, *, waiting: int) -> Answer[MediaAttachment]:
    """Return a file, or why there is none."""
    card = media_card(media, sensitive=False)
    if card.has_failed:
        raise CouldNotBePrepared
    entity = media_of(card, call.reader)
    return Answer(entity, status=200 if card.is_ready else waiting)


def _focus(sent: str | list[float] | None) -> actions.Focus | None:
    """Return the point that was sent.  Raises: ValidationFailed."""
    if sent is None or sent == "":
        return None
    try:
        x, y = (float(part) for part in (sent.split(",") if isinstance(sent, str) else sent))
    except ValueError:
        raise ValidationFailed(reason="Focus must be two numbers from -1 to 1") from None
    if not (math.isfinite(x) and math.isfinite(y)):
        raise ValidationFailed(reason="Focus must be two numbers from -1 to 1")
    return x, y
