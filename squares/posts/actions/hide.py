"""Hiding a post and bringing it back: the columns that moderation sets, nothing of its reasons."""

from datetime import datetime

from django.db import transaction

from commons.events import publish
from squares.media import actions as media
from squares.posts.actions.delete import count, media_of
from squares.posts.errors import PostNotFound
from squares.posts.events import PostHidden, PostUnhidden
from squares.posts.models.post import Post


@transaction.atomic
def hide_post(*, post: Post, at: datetime) -> None:
    """Take a post out of every page and its pictures out of reach; harmless to repeat.

    Only moderation calls this, in the transaction of its measure, which it audits.
    Raises: PostNotFound where it was deleted.  Tells: PostHidden.
    """
    row = _locked(post)
    if row.hidden_at is not None:
        return
    row.hidden_at = post.hidden_at = at
    row.save(update_fields=["hidden_at"])
    media.withhold(media_ids=media_of(row.pk), at=at)
    count(row, -1)
    publish(PostHidden(post_id=row.pk, author_id=row.author_id))


@transaction.atomic
def unhide_post(*, post: Post, at: datetime) -> None:
    """Bring a hidden post and its pictures back; harmless to repeat.

    Raises: PostNotFound where it was deleted.  Tells: PostUnhidden.
    """
    row = _locked(post)
    if row.hidden_at is None:
        return
    row.hidden_at = post.hidden_at = None
    row.save(update_fields=["hidden_at"])
    media.release(media_ids=media_of(row.pk))
    count(row, 1)
    publish(PostUnhidden(post_id=row.pk, author_id=row.author_id))


def _locked(post: Post) -> Post:
    row = Post.objects.select_for_update().filter(pk=post.pk, deleted_at=None).first()
    if row is None:
        raise PostNotFound
    return row
