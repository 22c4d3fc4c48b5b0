"""Every read of attached files."""

from collections.abc import Collection

from django.db.models import Q

from squares.media.errors import MediaNotFound
from squares.media.models import MediaAttachment
from squares.members.models import Member


def find_own(*, by: Member, media_id: int) -> MediaAttachment:
    """Return a file that a member uploaded.

    Raises: MediaNotFound, also for other people's.
    """
    media = MediaAttachment.objects.filter(pk=media_id, owner=by).first()
    if media is None:
        raise MediaNotFound
    return media


def is_withheld(name: str) -> bool:
    """Tell whether a stored name is an attachment's that nobody may fetch, or of none at all.

    Cost: 1 query.
    """
    rows = MediaAttachment.objects.filter(Q(file=name) | Q(preview=name))
    return not rows.filter(withheld_at=None).exists()


def files_of(media_ids: Collection[int]) -> list[str]:
    """Return the stored names of attachments, pictures and previews alike."""
    rows = MediaAttachment.objects.filter(pk__in=media_ids).values_list("file", "preview")
    return [name for pair in rows for name in pair]
