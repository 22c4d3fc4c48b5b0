"""Taking a post back, and erasing what was taken back."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from commons.events import publish
from squares.media import actions as media
from squares.members.models import Member
from squares.posts.errors import PostNotFound
from squares.posts.events import PostDeleted
from squares.posts.models.names import Mention, Tagging
from squares.posts.models.poll import Poll
from squares.posts.models.post import STANDING, Attachment, Post, QuoteState
from squares.posts.models.reaction import Bookmark, Favourite
from squares.posts.models.revision import Revision

KEPT_DELETED = timedelta(days=30)
BOOSTS_TOLD = 100


@transaction.atomic
def delete_post(*, by: Member, post_id: int, at: datetime, keeps_files: bool = False) -> None:
    """Take one's own post back: it is gone for everyone at once, with its boosts and files.

    Allowed in a read-only square and to a suspended member: what somebody said stays theirs to
    take back. The words are erased 30 days later, since a report may still be open.
    keeps_files: its files wait a day for another post, as an upload does; those of a post that
    was hidden never do.
    Raises: PostNotFound, also for other people's.  Tells: PostDeleted.  Cost: 10 queries.
    Source: https://docs.joinmastodon.org/methods/statuses/#delete
    """
    post = (
        Post.objects.select_for_update()
        .filter(pk=post_id, author=by, boost_of=None, deleted_at=None)
        .first()
    )
    if post is None:
        raise PostNotFound
    post.deleted_at = at
    post.save(update_fields=["deleted_at"])
    boosts = Post.objects.filter(boost_of=post, deleted_at=None)
    latest = list(boosts.order_by("-pk").values_list("pk", flat=True)[:BOOSTS_TOLD])
    boosts.update(deleted_at=at)
    Favourite.objects.filter(post=post).delete()
    Bookmark.objects.filter(post=post).delete()
    if keeps_files and post.hidden_at is None:
        _let_go_of_files(post.pk, at)
    media.withhold(media_ids=media_of(post.pk), at=at)
    if post.hidden_at is None:
        count(post, -1)
    publish(PostDeleted(post_id=post.pk, author_id=by.pk, boost_ids=latest))


@transaction.atomic
def erase_deleted(*, at: datetime, limit: int = 200) -> int:
    """Erase the words, pictures and names of posts deleted 30 days ago; the bare row remains.

    Returns: how many were erased.  Repeatable.
    """
    due = list(
        Post.objects.filter(deleted_at__lt=at - KEPT_DELETED)
        .exclude(text="", warning="", boost_of=None, attachments=None)
        .order_by("id")
        .values_list("pk", flat=True)
        .distinct()[:limit]
    )
    Post.objects.filter(pk__in=due, boost_of__isnull=False).delete()
    erase_words(due)
    return len(due)


def erase_words(post_ids: Collection[int]) -> None:
    """Leave of posts the bare rows: a thread that went on keeps its shape."""
    attached = Attachment.objects.filter(post_id__in=post_ids)
    media.erase(media_ids=list(attached.values_list("media_id", flat=True)))
    for table in (Revision, Mention, Tagging, Poll):
        table.objects.filter(post_id__in=post_ids).delete()
    Post.objects.filter(pk__in=post_ids).update(text="", html="", warning="")


def media_of(post_id: int) -> list[int]:
    """Return the ids of a post's files."""
    return list(Attachment.objects.filter(post_id=post_id).values_list("media_id", flat=True))


def _let_go_of_files(post_id: int, at: datetime) -> None:
    media.detach(media_ids=media_of(post_id), at=at)
    Attachment.objects.filter(post_id=post_id).delete()


def count(post: Post, step: int) -> None:
    """Count a post that came into or went out of sight, on its author and on what it refers to."""
    Member.objects.filter(pk=post.author_id).update(posts_count=F("posts_count") + step)
    if post.in_reply_to_id is not None:
        Post.objects.filter(pk=post.in_reply_to_id).update(replies_count=F("replies_count") + step)
    if post.quote_of_id is not None and post.quote_state == QuoteState.ACCEPTED:
        Post.objects.filter(pk=post.quote_of_id).update(quotes_count=F("quotes_count") + step)


def standing_posts_of(member: Member) -> int:
    """Return what `posts_count` must be; for checks."""
    return Post.objects.filter(STANDING, author=member, boost_of=None).count()
