"""Who passed a post on, who likes it, and who quotes it, as far as the reader may meet them."""

from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet, Value

from commons.pages import NEWEST, Page, Window, read
from squares.members.models import SHOWN_STATES, Member
from squares.posts.cards.card import PostCard
from squares.posts.cards.reading import cards_for
from squares.posts.models.post import STANDING, Post, QuoteState
from squares.posts.models.reaction import Favourite
from squares.posts.queries import find_post, readable
from squares.posts.rules import OPEN_TO_ALL
from squares.relationships.models import Block, Follow


def boosted_by(*, viewer: Member | None, post_id: int, window: Window = NEWEST) -> Page[Post]:
    """Return a page of boosts of a post, the latest first; `author` is fetched.

    A boost for followers is met by them alone.  Raises: PostNotFound.  Cost: 2 queries.
    """
    post = find_post(viewer=viewer, post_id=post_id)
    rows = Post.objects.filter(STANDING, boost_of=post, author__state__in=SHOWN_STATES)
    if viewer is None:
        rows = rows.filter(visibility__in=OPEN_TO_ALL)
    else:
        follows = Follow.objects.filter(
            source_id=viewer.pk, target_id=OuterRef("author_id"), accepted=True
        )
        meets = Q(visibility__in=OPEN_TO_ALL) | Q(author_id=viewer.pk) | Q(Exists(follows))
        rows = rows.filter(meets).exclude(Exists(_apart(viewer, "author_id")))
    return read(rows.select_related("author"), window, key=lambda row: row.pk)


def favourited_by(
    *, viewer: Member | None, post_id: int, window: Window = NEWEST
) -> Page[Favourite]:
    """Return a page of who likes a post, the latest first; `member` is fetched.

    Raises: PostNotFound.  Cost: 2 queries.
    """
    post = find_post(viewer=viewer, post_id=post_id)
    rows = Favourite.objects.filter(post=post, member__state__in=SHOWN_STATES)
    if viewer is not None:
        rows = rows.exclude(Exists(_apart(viewer, "member_id")))
    return read(rows.select_related("member"), window, column="id", key=lambda row: row.id)


def quotes_of(*, viewer: Member | None, post_id: int, window: Window = NEWEST) -> Page[PostCard]:
    """Return a page of posts that quote a post and were not refused, the latest first.

    Raises: PostNotFound.  Cost: 4 queries.
    Source: https://docs.joinmastodon.org/methods/statuses/#quotes
    """
    post = find_post(viewer=viewer, post_id=post_id)
    rows = readable(viewer).filter(quote_of=post, quote_state=QuoteState.ACCEPTED)
    page = read(rows.values_list("pk", flat=True), window, key=int)
    return Page(cards_for(page.items, viewer), page.older, page.newest)


def _apart(viewer: Member, who: str) -> QuerySet[Block]:
    me, other = Value(viewer.pk, BigIntegerField()), OuterRef(who)
    return Block.objects.filter(Q(source_id=me, target_id=other) | Q(source_id=other, target_id=me))
