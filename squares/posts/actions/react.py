"""What readers do with a post: pass it on, like it, keep it. All of it can be said twice."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from commons import ids, limits
from commons.events import publish
from squares.members.models import Member
from squares.members.rules import refuse_unless_may_act
from squares.posts.errors import BoostRefused, BoostTooWide, PostNotFound
from squares.posts.events import PostBoosted, PostFavourited, PostUnboosted, PostUnfavourited
from squares.posts.models.post import STANDING, Post, Visibility
from squares.posts.models.reaction import Bookmark, Favourite
from squares.posts.queries import Seen, see_post
from squares.posts.rules import may_boost, narrower

REACTIONS_AN_HOUR = 1000


@transaction.atomic
def boost(*, by: Member, post_id: int, at: datetime, visibility: Visibility | None = None) -> Post:
    """Pass a post on to one's followers.

    visibility: who meets the boost, by default whoever may read the post, and never more.
    Returns: the boost, the old one where there is one.
    Raises: PostNotFound, BoostRefused, BoostTooWide, SquareReadOnly, MemberSuspended,
    MemberWaits, TooMany.
    Tells: PostBoosted.
    Source: https://docs.joinmastodon.org/methods/statuses/#boost
    """
    if visibility == Visibility.MENTIONED:
        raise BoostTooWide
    seen = _met(by, post_id)
    if not may_boost(seen.place, seen.tie):
        raise BoostRefused
    post = seen.post
    _lock(post)
    standing = Post.objects.filter(boost_of=post, author=by, deleted_at=None).first()
    if standing is not None:
        return standing
    passed_on = Post.objects.create(
        id=ids.id_for(at),
        author=by,
        boost_of=post,
        visibility=narrower(post.visibility, visibility or post.visibility),
        published_at=at,
    )
    Post.objects.filter(pk=post.pk).update(boosts_count=F("boosts_count") + 1)
    publish(
        PostBoosted(post_id=post.pk, author_id=post.author_id, boost_id=passed_on.pk, by_id=by.pk)
    )
    return passed_on


@transaction.atomic
def unboost(*, by: Member, post_id: int, at: datetime) -> None:
    """Stop passing a post on.

    Raises: PostNotFound, SquareReadOnly, MemberSuspended, MemberWaits.  Tells: PostUnboosted.
    """
    post = _met(by, post_id).post
    _lock(post)
    standing = Post.objects.filter(boost_of=post, author=by, deleted_at=None).first()
    if standing is None:
        return
    Post.objects.filter(pk=standing.pk).update(deleted_at=at)
    Post.objects.filter(pk=post.pk).update(boosts_count=F("boosts_count") - 1)
    publish(
        PostUnboosted(post_id=post.pk, author_id=post.author_id, boost_id=standing.pk, by_id=by.pk)
    )


@transaction.atomic
def favourite(*, by: Member, post_id: int, at: datetime) -> None:
    """Like a post; its author is told.

    Raises: PostNotFound, SquareReadOnly, MemberSuspended, MemberWaits, TooMany.
    Tells: PostFavourited.
    """
    post = _met(by, post_id).post
    _lock(post)
    if Favourite.objects.filter(post=post, member=by).exists():
        return
    Favourite.objects.create(post=post, member=by, at=at)
    Post.objects.filter(pk=post.pk).update(favourites_count=F("favourites_count") + 1)
    publish(PostFavourited(post_id=post.pk, author_id=post.author_id, by_id=by.pk))


@transaction.atomic
def unfavourite(*, by: Member, post_id: int, at: datetime) -> None:
    """Take a like back.

    Raises: PostNotFound, SquareReadOnly, MemberSuspended, MemberWaits.
    Tells: PostUnfavourited.
    """
    post = _met(by, post_id).post
    _lock(post)
    deleted, _ = Favourite.objects.filter(post=post, member=by).delete()
    if deleted:
        Post.objects.filter(pk=post.pk).update(favourites_count=F("favourites_count") - 1)
        publish(PostUnfavourited(post_id=post.pk, author_id=post.author_id, by_id=by.pk))


@transaction.atomic
def bookmark(*, by: Member, post_id: int, at: datetime) -> None:
    """Keep a post for later; nobody is told.

    Raises: PostNotFound, SquareReadOnly, MemberSuspended, MemberWaits, TooMany.
    """
    post = _met(by, post_id).post
    Bookmark.objects.bulk_create([Bookmark(post=post, member=by, at=at)], ignore_conflicts=True)


@transaction.atomic
def unbookmark(*, by: Member, post_id: int, at: datetime) -> None:
    """Keep a post no longer.

    Raises: PostNotFound, SquareReadOnly, MemberSuspended, MemberWaits.
    """
    post = _met(by, post_id).post
    Bookmark.objects.filter(post=post, member=by).delete()


def _met(by: Member, post_id: int) -> Seen:
    """Return a post that a member sees and may react to."""
    refuse_unless_may_act(by)
    limits.hit(f"react:{by.pk}", limit=REACTIONS_AN_HOUR, seconds=3600)
    return see_post(viewer=by, post_id=post_id)


def _lock(post: Post) -> None:
    """Take reactions to one post one after another, so that its counters stay exact.

    Raises: PostNotFound where it went away in between.
    """
    row = Post.objects.select_for_update().filter(STANDING, pk=post.pk).values_list("pk").first()
    if row is None:
        raise PostNotFound
