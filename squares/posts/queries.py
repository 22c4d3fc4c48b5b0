"""Every read of posts: one at a time behind a door, or many as a set that a viewer may read."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, Exists, Min, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.utils.safestring import SafeString

from commons.ids import is_id
from commons.pages import NEWEST, Page, Window, read
from commons.statements import columns_of, fetch, instance
from squares.members.models import SHOWN_STATES, Member
from squares.posts.errors import PostNotFound, ScheduledNotFound
from squares.posts.models.names import Mention
from squares.posts.models.poll import Poll
from squares.posts.models.post import STANDING, Attachment, Post, Visibility
from squares.posts.models.revision import Revision
from squares.posts.models.scheduled import ScheduledPost
from squares.posts.rules import OPEN_TO_ALL, Place, Tie, may_see
from squares.relationships.models import Block, Follow

HISTORY_LIMIT = 100
# A post, or what a boost passes on, with its author and what the viewer is to it.
_SEEN = f"""
SELECT {columns_of(Post, "p.")}, {columns_of(Member, "a.")},
       EXISTS (SELECT 1 FROM relationships_follow x
                WHERE x.source_id = %(viewer)s::bigint AND x.target_id = a.id AND x.accepted),
       EXISTS (SELECT 1 FROM posts_mention x
                WHERE x.post_id = p.id AND x.member_id = %(viewer)s::bigint),
       EXISTS (SELECT 1 FROM relationships_block x
                WHERE (x.source_id = %(viewer)s::bigint AND x.target_id = a.id)
                   OR (x.source_id = a.id AND x.target_id = %(viewer)s::bigint))
  FROM posts_post e
  JOIN posts_post p ON p.id = CASE WHEN e.deleted_at IS NULL
                                   THEN COALESCE(e.boost_of_id, e.id) ELSE e.id END
  JOIN members_member a ON a.id = p.author_id
 WHERE e.id = %(id)s::bigint
"""  # noqa: S608 - the columns of our own tables


@dataclass(frozen=True)
class Seen:
    """A post, and what its reader is to it."""

    post: Post
    tie: Tie

    @property
    def place(self) -> Place:
        """Where the post stands, as the rules want to know it."""
        post = self.post
        return Place(
            visibility=post.visibility,
            reply_control=post.reply_control,
            quote_policy=post.quote_policy,
            hidden=post.hidden_at is not None,
            deleted=post.deleted_at is not None,
            shown=post.author.state in SHOWN_STATES,
        )


@dataclass(frozen=True)
class EarlierWording:
    """What a post said for a while.

    html: rendered and sanitised when it was written.  media: ids of files, with what was said of
    each.  poll: the answers that were offered, none without a poll.
    """

    html: SafeString
    warning: str
    sensitive: bool
    media: tuple[tuple[int, str], ...]
    poll: tuple[str, ...]
    written_at: datetime
    replaced_at: datetime

    @property
    def pictures(self) -> int:
        """How many files it showed."""
        return len(self.media)


def find_post(*, viewer: Member | None, post_id: int) -> Post:
    """Return a post with its author; the id of a boost finds what was boosted.

    Raises: PostNotFound for both absent and not for this viewer.  Cost: 1 query.
    """
    return see_post(viewer=viewer, post_id=post_id).post


def see_post(*, viewer: Member | None, post_id: int) -> Seen:
    """Return a post together with the viewer's tie to it, under the conditions of `find_post`."""
    asked = {"id": post_id, "viewer": viewer.pk if viewer else 0}
    found = fetch(_SEEN, asked) if is_id(post_id) else []
    seen = _seen(found[0], viewer) if found else None
    if seen is None or seen.post.boost_of_id is not None or not may_see(seen.place, seen.tie):
        raise PostNotFound
    return seen


def readable(viewer: Member | None) -> QuerySet[Post]:
    """Return the posts and boosts that a viewer may read, hidden and deleted ones left out.

    A boost is judged by who boosted; `cards_for` judges what was boosted.
    """
    rows = Post.objects.filter(STANDING, author__state__in=SHOWN_STATES)
    if viewer is None:
        return rows.filter(visibility__in=OPEN_TO_ALL)
    return rows.filter(
        Q(visibility__in=OPEN_TO_ALL)
        | Q(author_id=viewer.pk)
        | Q(Exists(_mention(OuterRef("pk"), viewer)))
        | Q(Exists(_follow(viewer, OuterRef("author_id"))), visibility=Visibility.FOLLOWERS)
    ).exclude(Exists(_blocks(viewer, OuterRef("author_id"))))


def history_of(*, viewer: Member | None, post_id: int) -> tuple[Post, Sequence[EarlierWording]]:
    """Return a post and its earlier wordings, newest first.

    Raises: PostNotFound.
    """
    post = find_post(viewer=viewer, post_id=post_id)
    rows = Revision.objects.filter(post=post).order_by("-id")[:HISTORY_LIMIT]
    return post, [
        EarlierWording(
            html=SafeString(row.html),
            warning=row.warning,
            sensitive=row.sensitive,
            media=tuple((int(file["id"]), file["description"]) for file in row.media),
            poll=tuple(row.poll),
            written_at=row.written_at,
            replaced_at=row.replaced_at,
        )
        for row in rows
    ]


def visibilities_of(post_ids: Collection[int]) -> dict[int, Visibility]:
    """Return whom posts are meant for, by number; those that are gone are left out."""
    rows = Post.objects.filter(STANDING, pk__in=post_ids).values_list("pk", "visibility")
    return {number: Visibility(kind) for number, kind in rows}


def scheduled_of(member: Member) -> QuerySet[ScheduledPost]:
    """Return a member's planned posts, and those that could not be published, by moment."""
    return ScheduledPost.objects.filter(author=member).order_by("due_at", "pk")


def waiting_posts(*, of: Member, window: Window = NEWEST) -> Page[ScheduledPost]:
    """Return a page of what a member planned and what still waits, written last first."""
    rows = ScheduledPost.objects.filter(author=of, refused="")
    return read(rows, window, key=lambda row: row.pk)


def find_scheduled(*, by: Member, scheduled_id: int) -> ScheduledPost:
    """Return a planned post of a member's own.

    Raises: ScheduledNotFound, also for other people's.
    """
    if not 0 < scheduled_id < 2**63:
        raise ScheduledNotFound
    row = ScheduledPost.objects.filter(pk=scheduled_id, author=by).first()
    if row is None:
        raise ScheduledNotFound
    return row


def due_posts(*, at: datetime, limit: int = 50) -> list[int]:
    """Return planned posts whose time has come, the earliest first."""
    rows = ScheduledPost.objects.filter(refused="", due_at__lte=at).order_by("due_at")
    return list(rows.values_list("pk", flat=True)[:limit])


def due_polls(*, at: datetime, limit: int = 100) -> list[int]:
    """Return polls that are over and were not ended yet, the earliest first."""
    rows = Poll.objects.filter(closed_at=None, ends_at__lte=at).order_by("ends_at")
    return list(rows.values_list("pk", flat=True)[:limit])


def next_due() -> datetime | None:
    """Return when something is next to be published or ended, None for nothing.

    Cost: 2 queries, each the first entry of an index.
    """
    posts = ScheduledPost.objects.filter(refused="").aggregate(first=Min("due_at"))["first"]
    polls = Poll.objects.filter(closed_at=None).aggregate(first=Min("ends_at"))["first"]
    return min((moment for moment in (posts, polls) if moment is not None), default=None)


def words_of(post: Post) -> str:
    """Return everything a post says: its text, then the answers that its poll offers.

    Cost: 1 query.
    """
    answers = Poll.objects.filter(pk=post.pk).values_list("options", flat=True).first() or []
    return "\n".join([post.text, *(f"○ {answer}" for answer in answers)])


def attached_to(post: Post) -> QuerySet[Attachment]:
    """Return a post's attachments with their files, in their places."""
    return Attachment.objects.filter(post=post).select_related("media").order_by("position")


def _seen(row: Sequence[Any], viewer: Member | None) -> Seen:  # Any: columns of every kind
    posts, members = (len(model._meta.concrete_fields) for model in (Post, Member))  # noqa: SLF001 - Django's own word for it
    post = instance(Post, row[:posts])
    post.author = instance(Member, row[posts : posts + members])
    follows, mentioned, blocked = row[posts + members :]
    if viewer is None:
        return Seen(post, Tie())
    tie = Tie(
        member=True,
        own=post.author_id == viewer.pk,
        follows=follows,
        mentioned=mentioned,
        blocked=blocked,
        moderator=viewer.is_moderator,
    )
    return Seen(post, tie)


def _follow(viewer: Member, author: Combinable) -> QuerySet[Follow]:
    return Follow.objects.filter(source_id=viewer.pk, target_id=author, accepted=True)


def _mention(post: Combinable, viewer: Member) -> QuerySet[Mention]:
    return Mention.objects.filter(post_id=post, member_id=viewer.pk)


def _blocks(viewer: Member, other: Combinable) -> QuerySet[Block]:
    me = Value(viewer.pk, BigIntegerField())
    return Block.objects.filter(Q(source_id=me, target_id=other) | Q(source_id=other, target_id=me))
