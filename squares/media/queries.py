"""Every read of attached files."""

from collections.abc import Collection

from django.db.models import Q, Sum

from squares.media.errors import MediaNotFound
from squares.media.models import MediaAttachment
from squares.members.models import Member


def find_own(*, by: Member, media_id: int, waiting: bool = False) -> MediaAttachment:
    """Return a file that a member uploaded.

    waiting: only if it is on no post yet.
    Raises: MediaNotFound, also for other people's.
    """
    media = MediaAttachment.objects.filter(pk=media_id, owner=by).first()
    if media is None or (waiting and media.attached_at is not None):
        raise MediaNotFound
    return media


def own_files(*, by: Member, media_ids: Collection[int]) -> list[MediaAttachment]:
    """Return those of a member's uploads that wait for their post, in the order they came."""
    if not media_ids:
        return []
    rows = MediaAttachment.objects.filter(pk__in=media_ids, owner=by, attached_at=None)
    return list(rows.order_by("id"))


def media_by_ids(ids: Collection[int]) -> dict[int, MediaAttachment]:
    """Return files by number; withheld ones stay away.  Cost: 1 query, none without ids."""
    return MediaAttachment.objects.filter(withheld_at=None).in_bulk(list(ids)) if ids else {}


def is_withheld(name: str) -> bool:
    """Tell whether a stored name is an attachment's that nobody may fetch, or of none at all.

    Cost: 1 query.
    """
    rows = MediaAttachment.objects.filter(Q(file=name) | Q(preview=name))
    return not rows.filter(withheld_at=None).exists()


def stored_bytes() -> int:
    """Return how many bytes the files of the square's posts take."""
    return MediaAttachment.objects.aggregate(size=Sum("size_bytes"))["size"] or 0
