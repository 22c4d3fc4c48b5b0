"""A frozen copy of a post: what the operators keep as evidence."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from squares.moderation.errors import SubjectNotFound
from squares.posts.models.post import Post
from squares.posts.queries import words_of
from tenants.context import the_square


@dataclass(frozen=True)
class PostCopy:
    """A post as it stood at one moment.

    text: with the answers of its poll.  media: the files' names in the square's storage, in
    order.  sha256: in hex, over author, text, HTML, warning, moments and media.
    """

    post_id: int
    member_id: int
    member_handle: str
    url: str
    text: str
    html: str
    warning: str
    language: str
    visibility: str
    published_at: datetime
    edited_at: datetime | None
    media: tuple[str, ...]
    sha256: str


def freeze_copy(*, post_id: int) -> PostCopy:
    """Return a copy of a post in whatever state, hidden and deleted ones too.

    Raises: SubjectNotFound.        Cost: 3 queries.
    """
    post = Post.objects.select_related("author").filter(pk=post_id, boost_of=None).first()
    if post is None:
        raise SubjectNotFound
    return copy_of(post)


def copy_of(post: Post) -> PostCopy:
    """Return a copy of a post at hand.

    Cost: 2 queries.
    """
    words = words_of(post)
    media = tuple(post.attachments.order_by("position").values_list("media__file", flat=True))
    return PostCopy(
        post_id=post.pk,
        member_id=post.author_id,
        member_handle=post.author.handle,
        url=f"{the_square().url}/@{post.author.handle}/{post.pk}",
        text=words,
        html=post.html,
        warning=post.warning,
        language=post.language,
        visibility=post.visibility,
        published_at=post.published_at,
        edited_at=post.edited_at,
        media=media,
        sha256=_digest(post, words, media),
    )


def _digest(post: Post, words: str, media: tuple[str, ...]) -> str:
    content = [
        str(post.pk),
        post.author.handle,
        words,
        post.html,
        post.warning,
        post.published_at.isoformat(timespec="microseconds"),
        post.edited_at.isoformat(timespec="microseconds") if post.edited_at else "",
        list(media),
    ]
    packed = json.dumps(content, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(packed.encode()).hexdigest()
