"""Publishing a post."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from commons import ids, limits
from commons.events import publish
from squares.media.actions import attach
from squares.members.models import Member
from squares.members.rules import refuse_unless_may_act
from squares.posts.actions.wording import Wording, tags_of, word
from squares.posts.errors import ReplyRefused, TooManyPictures
from squares.posts.events import PostPublished
from squares.posts.models.names import Mention, Tagging
from squares.posts.models.post import Attachment, Post, ReplyControl, Visibility
from squares.posts.queries import Seen, see_post
from squares.posts.rules import PICTURES_LIMIT, reason_not_to_reply
from squares.relationships.models import Block

POSTS_AN_HOUR = 300


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What somebody wants to say.

    text: Markdown as typed.  language: what the author says it is in, "" to find out.
    in_reply_to: the id of a post, or of a boost of it.  media_ids: own uploads, in order.
    """

    text: str
    warning: str = ""
    sensitive: bool = False
    language: str = ""
    visibility: Visibility = Visibility.PUBLIC
    reply_control: ReplyControl = ReplyControl.EVERYONE
    in_reply_to: int | None = None
    media_ids: tuple[int, ...] = ()


def publish_post(*, by: Member, draft: Draft, at: datetime) -> Post:
    """Publish a post in the member's name.

    Raises: SquareReadOnly, MemberSuspended, MemberWaits, TooMany, PostEmpty, PostTooLong,
    WarningTooLong, TooManyNames, TooManyPictures, MediaNotFound, LanguageNotSpoken,
    LanguageUnknown, PostNotFound (the parent), ReplyRefused.
    Tells: PostPublished.  Cost: 4 queries; +2 for a reply, +3 with pictures, +3 with tags,
    +3 with mentions, however many.
    Source: https://docs.joinmastodon.org/methods/statuses/#create
    """
    refuse_unless_may_act(by)
    limits.hit(f"publish:{by.pk}", limit=POSTS_AN_HOUR, seconds=3600)
    if len(draft.media_ids) > PICTURES_LIMIT:
        raise TooManyPictures(limit=PICTURES_LIMIT)
    wording = word(
        by=by,
        source=draft.text,
        warning=draft.warning,
        said=draft.language,
        has_media=bool(draft.media_ids),
    )
    parent = _parent(by, draft.in_reply_to)
    with transaction.atomic():
        post = _insert(by, draft, wording, parent, at)
        media = attach(by=by, media_ids=draft.media_ids, at=at)
        Attachment.objects.bulk_create(
            [Attachment(post=post, media=m, position=n) for n, m in enumerate(media)]
        )
        mentioned = name_people(by=by, post=post, wording=wording, parent=parent)
        Tagging.objects.bulk_create([Tagging(tag=t, post=post) for t in tags_of(wording)])
        Member.objects.filter(pk=by.pk).update(posts_count=F("posts_count") + 1)
        if parent is not None:
            Post.objects.filter(pk=parent.pk).update(replies_count=F("replies_count") + 1)
        publish(
            PostPublished(
                post_id=post.pk,
                author_id=by.pk,
                in_reply_to_author_id=parent.author_id if parent else None,
                mentioned_ids=mentioned,
            )
        )
    return post


def name_people(*, by: Member, post: Post, wording: Wording, parent: Post | None) -> list[int]:
    """Record whom a post names, and whom it answers; nobody is named across a block.

    Returns: the ids of those named who were not before.
    """
    wanted = set(wording.named) | ({parent.author_id} if parent else set())
    wanted.discard(by.pk)
    if wanted:
        wanted -= set(
            Block.objects.filter(source_id__in=wanted, target=by).values_list(
                "source_id", flat=True
            )
        )
        wanted -= set(
            Block.objects.filter(source=by, target_id__in=wanted).values_list(
                "target_id", flat=True
            )
        )
    Mention.objects.bulk_create([Mention(post=post, member_id=pk) for pk in sorted(wanted)])
    return sorted(wanted)


def _parent(by: Member, post_id: int | None) -> Post | None:
    """Return the post that is answered.

    Raises: PostNotFound, ReplyRefused.
    """
    if post_id is None:
        return None
    seen: Seen = see_post(viewer=by, post_id=post_id)
    if reason := reason_not_to_reply(seen.place, seen.tie):
        raise ReplyRefused(reason=reason)
    return seen.post


def _insert(by: Member, draft: Draft, wording: Wording, parent: Post | None, at: datetime) -> Post:
    post = Post(
        id=ids.id_for(at),
        author=by,
        text=wording.text,
        html=wording.html,
        warning=wording.warning,
        sensitive=draft.sensitive or bool(wording.warning and draft.media_ids),
        language=wording.language,
        language_claimed=wording.claimed,
        visibility=draft.visibility,
        reply_control=draft.reply_control,
        in_reply_to=parent,
        thread_id=(parent.thread_id or parent.pk) if parent else None,
        published_at=at,
    )
    post.save(force_insert=True)
    return post
