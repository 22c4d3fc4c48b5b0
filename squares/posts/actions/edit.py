"""Changing what a post says; the wording before is kept and can be read."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from commons import limits
from commons.events import publish
from squares.media.actions import attach, detach
from squares.members.models import Member
from squares.members.rules import refuse_unless_may_act
from squares.posts.actions.publish import name_people
from squares.posts.actions.wording import Wording, tags_of, word
from squares.posts.errors import EditRefused, TooManyPictures
from squares.posts.events import PostEdited
from squares.posts.models.names import Mention, Tagging
from squares.posts.models.post import Attachment, Post, ReplyControl
from squares.posts.models.revision import Revision
from squares.posts.queries import attached_to, see_post
from squares.posts.rules import PICTURES_LIMIT, may_edit

EDITS_AN_HOUR = 100


@dataclass(frozen=True, kw_only=True)
class Change:
    """How a post shall read from now on; None leaves as it is."""

    text: str
    warning: str = ""
    sensitive: bool = False
    language: str = ""
    reply_control: ReplyControl | None = None
    media_ids: tuple[int, ...] | None = None


def edit_post(*, by: Member, post_id: int, change: Change, at: datetime) -> Post:
    """Change a post's words, pictures or reply control.

    Who may read it stays: people answered under that promise. Saving the same words again
    changes nothing and keeps no revision.
    Raises: PostNotFound, EditRefused, and what `publish_post` raises for words and pictures.
    Tells: PostEdited.
    """
    refuse_unless_may_act(by)
    limits.hit(f"edit:{by.pk}", limit=EDITS_AN_HOUR, seconds=3600)
    seen = see_post(viewer=by, post_id=post_id)
    if not may_edit(seen.place, seen.tie):
        raise EditRefused
    shown = [a.media_id for a in attached_to(seen.post)]
    media_ids = shown if change.media_ids is None else list(change.media_ids)
    if len(media_ids) > PICTURES_LIMIT:
        raise TooManyPictures(limit=PICTURES_LIMIT)
    wording = word(
        by=by,
        source=change.text,
        warning=change.warning,
        said=change.language or _said_before(seen.post),
        has_media=bool(media_ids),
    )
    with transaction.atomic():
        post = (
            Post.objects.select_for_update(of=("self",))
            .select_related("in_reply_to")
            .get(pk=seen.post.pk)
        )
        if change.reply_control is not None:
            post.reply_control = change.reply_control
        if _differs(post, wording, change) or media_ids != shown:
            _keep_revision(post, shown, at)
            _reword(post, wording, change, at)
            _change_pictures(by, post, media_ids, at)
            _rename(by, post, wording)
        post.save()
    return post


def _said_before(post: Post) -> str:
    """Return the language that stood on the author's word: an edit need not say it again."""
    return post.language if post.language_claimed else ""


def _differs(post: Post, wording: Wording, change: Change) -> bool:
    return (post.text, post.warning, post.sensitive, post.language) != (
        wording.text,
        wording.warning,
        change.sensitive,
        wording.language,
    )


def _keep_revision(post: Post, media_ids: list[int], at: datetime) -> None:
    Revision.objects.create(
        post=post,
        text=post.text,
        html=post.html,
        warning=post.warning,
        sensitive=post.sensitive,
        media=[str(media_id) for media_id in media_ids],
        written_at=post.edited_at or post.published_at,
        replaced_at=at,
    )


def _reword(post: Post, wording: Wording, change: Change, at: datetime) -> None:
    post.text, post.html, post.warning = wording.text, wording.html, wording.warning
    post.language, post.language_claimed = wording.language, wording.claimed
    post.sensitive = change.sensitive
    post.edited_at = at


def _change_pictures(by: Member, post: Post, media_ids: list[int], at: datetime) -> None:
    """Show these pictures in this order; new ones are claimed, others let go."""
    before = {a.media_id for a in attached_to(post)}
    if list(media_ids) == [a.media_id for a in attached_to(post)]:
        return
    fresh = [pk for pk in media_ids if pk not in before]
    attach(by=by, media_ids=fresh, at=at, beside=before & set(media_ids))
    detach(media_ids=before - set(media_ids), at=at)
    Attachment.objects.filter(post=post).delete()
    Attachment.objects.bulk_create(
        [Attachment(post=post, media_id=pk, position=n) for n, pk in enumerate(media_ids)]
    )


def _rename(by: Member, post: Post, wording: Wording) -> None:
    """Record anew whom and what the post names."""
    before = set(Mention.objects.filter(post=post).values_list("member_id", flat=True))
    Mention.objects.filter(post=post).delete()
    after = name_people(by=by, post=post, wording=wording, parent=post.in_reply_to)
    Tagging.objects.filter(post=post).delete()
    Tagging.objects.bulk_create([Tagging(tag=t, post=post) for t in tags_of(wording)])
    fresh = [pk for pk in after if pk not in before]
    publish(PostEdited(post_id=post.pk, author_id=by.pk, mentioned_ids=fresh))
