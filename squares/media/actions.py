"""Every write of this room: files come, are described, join a post, are withheld, and go."""

import logging
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from commons import ids, limits, storage, text
from commons.errors import Invalid
from commons.events import publish
from squares.media import intake, rules
from squares.media.errors import DescriptionTooLong, MediaInUse, MediaNotFound
from squares.media.events import FilmWaits
from squares.media.intake import Columns, Kind, Shelf, State
from squares.media.models import MediaAttachment
from squares.media.processing import Readable
from squares.media.queries import find_own
from squares.members.models import Member
from squares.members.rules import refuse_unless_may_act

log = logging.getLogger(__name__)
Focus = tuple[float, float]

DESCRIPTION_LIMIT = 1500
KEPT_UNATTACHED = timedelta(hours=24)
ASKED_AGAIN_AFTER, PREPARED_WITHIN = timedelta(minutes=30), timedelta(hours=3)
UPLOADS_AN_HOUR, FILMS_AN_HOUR = 200, 60
DESCRIBED = [
    *("description", "focus_x", "focus_y"),
    *("preview", "preview_width", "preview_height", "blurhash"),
]


def upload(
    *,
    by: Member,
    file: Readable,
    at: datetime,
    description: str = "",
    focus: Focus | None = None,
    thumbnail: Readable | None = None,
) -> MediaAttachment:
    """Take a file in, written anew and without metadata; it waits a day for its post.

    A picture, and a film or recording of a few seconds, is ready at once; longer ones are
    prepared in the background, and until then their state says so.
    thumbnail: a picture shown before a film plays or beside a recording.
    Raises: FileMissing, TooLarge, NotAPicture, TooManyPixels, FilmsNotTaken, FilmBroken,
    FilmTooLarge, FilmTooLong, FilmTooFine, FilmTakesTooLong, DescriptionTooLong, TooMany,
    SquareReadOnly, MemberSuspended, MemberWaits.  Tells: FilmWaits.  Cost: 1 query, 2 files.
    Source: https://docs.joinmastodon.org/methods/media/#v2
    """
    refuse_unless_may_act(by)
    limits.hit(f"upload:{by.pk}", limit=UPLOADS_AN_HOUR, seconds=3600)
    description = _described(description)
    with Shelf() as shelf:
        columns = intake.take(file, shelf, films=lambda: _count_film(by))
        if thumbnail is not None and columns["kind"] != Kind.IMAGE:
            columns |= _another_still(columns.get("preview", ""), thumbnail, shelf)
        media = MediaAttachment(
            id=ids.new_id(),
            owner=by,
            description=description,
            created_at=at,
            **columns,
        )
        media.focus_x, media.focus_y = _within(focus or (0.0, 0.0))
        with transaction.atomic():
            media.save(force_insert=True)
            if media.state == State.PROCESSING:
                publish(FilmWaits(media_id=media.pk))
    return media


def prepare_film(*, media_id: int) -> None:
    """Prepare a film or recording that waited; harmless to repeat, and when it is gone.

    What cannot be read is marked so, and the upload itself is deleted either way.
    Cost: 2 queries, and as long as `film.prepare` takes.
    """
    media = MediaAttachment.objects.filter(pk=media_id, state=State.PROCESSING).first()
    if media is None:
        return
    try:
        with Shelf() as shelf:
            if not _finish(media, intake.prepare(media, shelf)):
                shelf.clear()
                return
    except Invalid as refusal:
        log.info("a film could not be prepared: %s", refusal.code)
        _finish(media, Columns(state=State.FAILED, source=""))
    storage.delete(media.source)


@transaction.atomic
def describe(
    *,
    by: Member,
    media_id: int,
    description: str | None = None,
    focus: Focus | None = None,
    thumbnail: Readable | None = None,
    waiting: bool = False,
) -> MediaAttachment:
    """Say in words what a file shows, which point of it must stay in sight, or show another still.

    focus: x and y from -1 to 1, as Mastodon counts them.  What is None stays as it is.
    thumbnail: taken for films and recordings, passed over for pictures, which show themselves.
    waiting: only for a file that is on no post yet.
    Raises: MediaNotFound, DescriptionTooLong; FileMissing, TooLarge, NotAPicture, TooManyPixels.
    Source: https://docs.joinmastodon.org/methods/media/#update
    """
    media = find_own(by=by, media_id=media_id, waiting=waiting)
    if description is not None:
        media.description = _described(description)
    if focus is not None:
        media.focus_x, media.focus_y = _within(focus)
    with Shelf() as shelf:
        if thumbnail is not None and media.kind != Kind.IMAGE:
            for column, value in _another_still(media.preview, thumbnail, shelf).items():
                setattr(media, column, value)
        media.save(update_fields=DESCRIBED)
    return media


@transaction.atomic
def delete_media(*, by: Member, media_id: int) -> None:
    """Delete an upload that is on no post.

    Raises: MediaNotFound, MediaInUse.
    Source: https://docs.joinmastodon.org/methods/media/#delete
    """
    own = MediaAttachment.objects.select_for_update().filter(pk=media_id, owner=by)
    media = own.first()
    if media is None:
        raise MediaNotFound
    if media.attached_at is not None:
        raise MediaInUse
    _erase([media])


@transaction.atomic
def attach(
    *, by: Member, media_ids: Sequence[int], at: datetime, beside: Collection[int] = ()
) -> list[MediaAttachment]:
    """Claim uploaded files for one post, in the order given; two posts never share one.

    beside: the ids of files that are on the post already and stay.
    Raises: MediaNotFound where one is absent, someone else's, withheld, or taken;
    StillBeingPrepared, CouldNotBePrepared, FilmStandsAlone.  Cost: 2 queries, none for no files.
    """
    if not media_ids:
        return []
    fresh = Q(pk__in=media_ids, owner=by, attached_at=None, withheld_at=None)
    rows = MediaAttachment.objects.select_for_update().filter(fresh | Q(pk__in=beside))
    everything = {media.pk: media for media in rows}
    found = {pk: media for pk, media in everything.items() if pk not in set(beside)}
    if len(found) != len(set(media_ids)) or len(found) != len(media_ids):
        raise MediaNotFound
    rules.refuse_unless_ready([media.state for media in found.values()])
    rules.refuse_mixture([media.kind for media in everything.values()])
    MediaAttachment.objects.filter(pk__in=found).update(attached_at=at)
    return [found[media_id] for media_id in media_ids]


def detach(*, media_ids: Collection[int], at: datetime) -> None:
    """Let go of files that an edited post no longer shows; they are deleted a day later."""
    MediaAttachment.objects.filter(pk__in=media_ids).update(attached_at=None, created_at=at)


def withhold(*, media_ids: Collection[int], at: datetime) -> None:
    """Close the door on files at once; `move_files` then takes the bytes out of reach."""
    MediaAttachment.objects.filter(pk__in=media_ids, withheld_at=None).update(withheld_at=at)


def release(*, media_ids: Collection[int]) -> None:
    """Open the door again."""
    MediaAttachment.objects.filter(pk__in=media_ids).update(withheld_at=None)


def move_files(*, media_ids: Collection[int]) -> None:
    """Bring the bytes where the rows say they belong; harmless to repeat."""
    for media in MediaAttachment.objects.filter(pk__in=media_ids):
        move = storage.release if media.withheld_at is None else storage.withhold
        for name in media.names:
            move(name)


def erase(*, media_ids: Collection[int]) -> None:
    """Delete files and their rows for good; harmless to repeat."""
    _erase(MediaAttachment.objects.filter(pk__in=media_ids))


def delete_unattached(*, at: datetime, limit: int = 500) -> int:
    """Delete what was uploaded a day ago and never joined a post.

    Returns: how many were deleted.
    """
    rows = MediaAttachment.objects.filter(attached_at=None, created_at__lt=at - KEPT_UNATTACHED)
    waiting = list(rows.values_list("pk", flat=True)[:limit])
    erase(media_ids=waiting)
    return len(waiting)


def give_up_waiting(*, at: datetime) -> list[int]:
    """Look after films whose preparing was lost: ask again, and after three hours give up.

    Returns: the ids of those to be prepared anew.
    """
    waiting = MediaAttachment.objects.filter(state=State.PROCESSING)
    for media in waiting.filter(created_at__lt=at - PREPARED_WITHIN):
        _finish(media, Columns(state=State.FAILED, source=""))
        storage.delete(media.source)
    lost = waiting.filter(created_at__lt=at - ASKED_AGAIN_AFTER).order_by("pk")
    return list(lost.values_list("pk", flat=True)[:100])


def _count_film(by: Member) -> None:
    """Count what costs much more than a picture."""
    limits.hit(f"film:{by.pk}", limit=FILMS_AN_HOUR, seconds=3600)


def _another_still(before: str, thumbnail: Readable, shelf: Shelf) -> Columns:
    """Store another still; the one before goes once this is committed."""
    columns = intake.take_still(thumbnail, shelf)
    if before:
        transaction.on_commit(lambda: storage.delete(before), robust=True)
    return columns


def _finish(media: MediaAttachment, columns: Columns) -> bool:
    """Write what became of a film that waited; False where it waits no more, or is gone."""
    waiting = MediaAttachment.objects.filter(pk=media.pk, state=State.PROCESSING)
    return bool(waiting.update(**columns))


def _erase(rows: Iterable[MediaAttachment]) -> None:
    for media in rows:
        for name in media.names:
            storage.delete(name)
        media.delete()


def _within(focus: Focus) -> Focus:
    x, y = (min(1.0, max(-1.0, value)) for value in focus)
    return x, y


def _described(description: str) -> str:
    description = text.normalise(description)
    if len(description) > DESCRIPTION_LIMIT:
        raise DescriptionTooLong(limit=DESCRIPTION_LIMIT)
    return description
