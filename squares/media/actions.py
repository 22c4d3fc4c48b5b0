"""Every write of this room: files come, are described, join a post, are withheld, and go."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from commons import ids, limits, storage, text
from squares.media import processing
from squares.media.errors import DescriptionTooLong, MediaNotFound
from squares.media.models import MediaAttachment
from squares.media.processing import Readable
from squares.media.queries import find_own
from squares.members.models import Member
from squares.members.rules import refuse_unless_may_act

DESCRIPTION_LIMIT = 1500
KEPT_UNATTACHED = timedelta(hours=24)
UPLOADS_AN_HOUR = 200


def upload(*, by: Member, file: Readable, at: datetime, description: str = "") -> MediaAttachment:
    """Take a picture in, re-encoded and without metadata; it waits a day for its post.

    Raises: TooLarge, NotAPicture, TooManyPixels, DescriptionTooLong, TooMany, SquareReadOnly,
    MemberSuspended, MemberWaits.  Cost: 1 query, 2 files.
    """
    refuse_unless_may_act(by)
    limits.hit(f"upload:{by.pk}", limit=UPLOADS_AN_HOUR, seconds=3600)
    description = _described(description)
    picture = processing.read_picture(file)
    media = MediaAttachment(
        id=ids.new_id(),
        owner=by,
        file=storage.new_name("pictures", picture.full.ending),
        preview=storage.new_name("previews", picture.preview.ending),
        mime=picture.full.mime,
        width=picture.full.width,
        height=picture.full.height,
        preview_width=picture.preview.width,
        preview_height=picture.preview.height,
        size_bytes=len(picture.full.content) + len(picture.preview.content),
        blurhash=picture.blurhash,
        description=description,
        created_at=at,
    )
    with transaction.atomic():
        media.save(force_insert=True)
        storage.save(media.file, picture.full.content)
        storage.save(media.preview, picture.preview.content)
    return media


@transaction.atomic
def describe(
    *, by: Member, media_id: int, description: str, focus: tuple[float, float] | None = None
) -> MediaAttachment:
    """Say in words what a picture shows, and which point of it must stay in sight.

    focus: x and y from -1 to 1, as Mastodon counts them.
    Raises: MediaNotFound, DescriptionTooLong.
    """
    media = find_own(by=by, media_id=media_id)
    media.description = _described(description)
    if focus is not None:
        media.focus_x, media.focus_y = (min(1.0, max(-1.0, value)) for value in focus)
    media.save(update_fields=["description", "focus_x", "focus_y"])
    return media


@transaction.atomic
def attach(*, by: Member, media_ids: Sequence[int], at: datetime) -> list[MediaAttachment]:
    """Claim uploaded files for one post, in the order given; two posts never share one.

    Raises: MediaNotFound where one is absent, someone else's, withheld, or taken.
    """
    if not media_ids:
        return []
    rows = MediaAttachment.objects.select_for_update().filter(
        pk__in=media_ids, owner=by, attached_at=None, withheld_at=None
    )
    found = {media.pk: media for media in rows}
    if len(found) != len(set(media_ids)) or len(found) != len(media_ids):
        raise MediaNotFound
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
        move(media.file)
        move(media.preview)


def erase(*, media_ids: Collection[int]) -> None:
    """Delete files and their rows for good; harmless to repeat."""
    for media in MediaAttachment.objects.filter(pk__in=media_ids):
        storage.delete(media.file)
        storage.delete(media.preview)
        media.delete()


def delete_unattached(*, at: datetime, limit: int = 500) -> int:
    """Delete what was uploaded a day ago and never joined a post.

    Returns: how many were deleted.
    """
    rows = MediaAttachment.objects.filter(attached_at=None, created_at__lt=at - KEPT_UNATTACHED)
    waiting = list(rows.values_list("pk", flat=True)[:limit])
    erase(media_ids=waiting)
    return len(waiting)


def store_avatar(*, by: Member, file: Readable, at: datetime) -> str:
    """Store a picture of a member, cut square.

    Returns: the stored file's name, for `members.actions.profile.change_avatar`.
    Raises: TooLarge, NotAPicture, TooManyPixels, TooMany.
    """
    limits.hit(f"upload:{by.pk}", limit=UPLOADS_AN_HOUR, seconds=3600)
    rendition = processing.read_avatar(file)
    name = storage.new_name("avatars", rendition.ending)
    storage.save(name, rendition.content)
    return name


def _described(description: str) -> str:
    description = text.normalise(description)
    if len(description) > DESCRIPTION_LIMIT:
        raise DescriptionTooLong(limit=DESCRIPTION_LIMIT)
    return description
