"""What somebody who left said, passed on, liked and kept: all of it goes."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest

from squares.members.models import Member
from squares.posts.actions.delete import erase_words
from squares.posts.actions.scheduled import drop_scheduled
from squares.posts.models.names import TagTie
from squares.posts.models.poll import Poll, Vote
from squares.posts.models.post import STANDING, Attachment, Post, QuoteState
from squares.posts.models.reaction import Bookmark, Favourite
from squares.posts.models.thread import ThreadMark


@transaction.atomic
def clear_departed(*, member_id: int, at: datetime, limit: int = 200) -> bool:
    """Delete and erase some of what a departed member left in posts; harmless to repeat.

    At once, not after 30 days: what was reported is kept in its case. Nothing is told, since
    whoever must know has heard MemberLeft.
    Returns: whether there may be more.  Cost: up to 22 queries, +1 per counter that changes.
    """
    gone = Member.objects.select_for_update(no_key=True).filter(
        pk=member_id, state=Member.State.GONE
    )
    if not gone.exists():
        return False
    for table in (Bookmark, TagTie, ThreadMark):
        table.objects.filter(member_id=member_id).delete()
    drop_scheduled(author_id=member_id)
    done = [
        _take_votes_back(member_id, limit),
        _take_likes_back(member_id, limit),
        _take_boosts_back(member_id, limit),
        _take_posts_back(member_id, at, limit),
    ]
    return max(done) == limit


def _take_votes_back(member_id: int, limit: int) -> int:
    votes = list(Vote.objects.filter(member_id=member_id).order_by("poll_id")[:limit])
    polls = Poll.objects.select_for_update().in_bulk([vote.poll_id for vote in votes])
    for vote in votes:
        poll = polls[vote.poll_id]
        poll.count(vote.choices, -1)
        poll.save(update_fields=["tallies", "voters_count"])
    Vote.objects.filter(member_id=member_id, poll_id__in=polls).delete()
    return len(votes)


def _take_likes_back(member_id: int, limit: int) -> int:
    likes = _first(Favourite.objects.filter(member_id=member_id), "post_id", limit)
    Favourite.objects.filter(member_id=member_id, id__in=likes).delete()
    _count_off("favourites_count", likes.values())
    return len(likes)


def _take_boosts_back(member_id: int, limit: int) -> int:
    boosts = Post.objects.filter(author_id=member_id, boost_of__isnull=False)
    some = _first(boosts, "boost_of_id", limit)
    counted = boosts.filter(pk__in=some, deleted_at=None)
    _count_off("boosts_count", counted.values_list("boost_of_id", flat=True))
    Post.objects.filter(pk__in=some).delete()
    return len(some)


def _take_posts_back(member_id: int, at: datetime, limit: int) -> int:
    files = Attachment.objects.filter(post=OuterRef("pk"))
    remains = Q(deleted_at=None) | ~Q(text="") | ~Q(warning="") | Q(Exists(files))
    posts = Post.objects.filter(remains, author_id=member_id, boost_of=None)
    some = _first(posts, "in_reply_to_id", limit)
    counted = posts.filter(STANDING, pk__in=some, in_reply_to__isnull=False)
    _count_off("replies_count", counted.values_list("in_reply_to_id", flat=True))
    quoting = posts.filter(STANDING, pk__in=some, quote_state=QuoteState.ACCEPTED)
    quoted = quoting.filter(quote_of__isnull=False)
    _count_off("quotes_count", quoted.values_list("quote_of_id", flat=True))
    Member.objects.filter(pk=member_id).update(posts_count=0)
    Favourite.objects.filter(post_id__in=some).delete()
    Bookmark.objects.filter(post_id__in=some).delete()
    Post.objects.filter(boost_of_id__in=some).delete()
    Post.objects.filter(pk__in=some, deleted_at=None).update(deleted_at=at)
    erase_words(some)
    return len(some)


def _first(rows: QuerySet[Favourite] | QuerySet[Post], column: str, limit: int) -> dict[int, int]:
    """Return the first few rows by id, with what they point at."""
    return dict(rows.order_by("id").values_list("id", column)[:limit])


def _count_off(counter: str, post_ids: Iterable[Any]) -> None:  # Any: ids, none of them null
    """Lower a counter of other people's posts; one that was wrong never stops the erasing."""
    for post_id, times in Counter(post_ids).items():
        Post.objects.filter(pk=post_id).update(**{counter: Greatest(F(counter) - times, 0)})
