"""What a member makes of a conversation: mute it, read it, put it away."""

from datetime import datetime

from django.db import transaction

from commons.events import publish
from squares.members.models import Member
from squares.posts.events import ThreadMuted
from squares.posts.models.thread import ThreadMark
from squares.posts.queries import see_post

UNREAD = -1


@transaction.atomic
def mute_thread(*, by: Member, post_id: int, at: datetime) -> None:
    """Hear no more news of the conversation that a post belongs to; can be said twice.

    Raises: PostNotFound.  Tells: ThreadMuted.
    Source: https://docs.joinmastodon.org/methods/statuses/#mute
    """
    _mark(by, _thread_of(by, post_id), muted_at=at)
    publish(ThreadMuted(member_id=by.pk))


@transaction.atomic
def unmute_thread(*, by: Member, post_id: int, at: datetime) -> None:
    """Hear of a conversation again; can be said twice.

    Raises: PostNotFound.  Tells: ThreadMuted.
    """
    _mark(by, _thread_of(by, post_id), muted_at=None)
    publish(ThreadMuted(member_id=by.pk))


@transaction.atomic
def mark_read(*, by: Member, thread_id: int, up_to: int) -> None:
    """Note how far a member read a conversation: the id of its latest post."""
    _mark(by, thread_id, read_up_to=up_to)


@transaction.atomic
def mark_unread(*, by: Member, thread_id: int) -> None:
    """Note that a conversation is still to be read."""
    _mark(by, thread_id, read_up_to=UNREAD)


@transaction.atomic
def hide_conversation(*, by: Member, thread_id: int, up_to: int) -> None:
    """Put a conversation away until somebody goes on with it."""
    _mark(by, thread_id, hidden_up_to=up_to, read_up_to=up_to)


def _thread_of(by: Member, post_id: int) -> int:
    post = see_post(viewer=by, post_id=post_id).post
    return post.thread_id or post.pk


def _mark(by: Member, thread_id: int, **columns: int | datetime | None) -> None:
    ThreadMark.objects.update_or_create(columns, member=by, thread_id=thread_id)
