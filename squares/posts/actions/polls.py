"""Voting in a poll, and ending it."""

from datetime import datetime

from django.db import transaction

from commons import limits
from commons.events import publish
from squares.members.models import Member
from squares.members.rules import refuse_unless_may_act
from squares.posts.errors import OwnPoll, PollNotFound, PollOver, PostNotFound, VotedAlready
from squares.posts.events import PollEnded
from squares.posts.models.poll import Poll, Vote
from squares.posts.models.post import STANDING, Post
from squares.posts.polling import checked_choices
from squares.posts.queries import see_post

VOTES_AN_HOUR = 300


@transaction.atomic
def vote(*, by: Member, post_id: int, choices: list[int], at: datetime) -> None:
    """Choose among the answers of a poll, once.

    choices: positions among its answers.
    Raises: PollNotFound, OwnPoll, PollOver, VotedAlready, ChoiceUnknown, SquareReadOnly,
    MemberSuspended, MemberWaits, TooMany.  Cost: 6 queries.
    Source: https://docs.joinmastodon.org/methods/polls/#vote
    """
    refuse_unless_may_act(by)
    limits.hit(f"vote:{by.pk}", limit=VOTES_AN_HOUR, seconds=3600)
    try:
        post = see_post(viewer=by, post_id=post_id).post
    except PostNotFound:
        raise PollNotFound from None
    # Votes come one after another, and never while the author changes the answers.
    poll = Poll.objects.select_for_update().filter(pk=post.pk).first()
    if poll is None or post.hidden_at is not None:
        raise PollNotFound
    if post.author_id == by.pk:
        raise OwnPoll
    if at >= poll.ends_at or poll.closed_at is not None:
        raise PollOver
    if Vote.objects.filter(poll=poll, member=by).exists():
        raise VotedAlready
    chosen = checked_choices(choices, options=len(poll.options), multiple=poll.multiple)
    Vote.objects.create(poll=poll, member=by, choices=chosen)
    poll.count(chosen, 1)
    poll.save(update_fields=["tallies", "voters_count"])


@transaction.atomic
def close_poll(*, post_id: int, at: datetime) -> bool:
    """End a poll whose time has come; harmless to repeat, and told once.

    Returns: whether it ended now.  Tells: PollEnded, unless its post is gone or hidden.
    """
    poll = (
        Poll.objects.select_for_update(skip_locked=True)
        .filter(pk=post_id, closed_at=None, ends_at__lte=at)
        .first()
    )
    if poll is None:
        return False
    poll.closed_at = at
    poll.save(update_fields=["closed_at"])
    author_id = Post.objects.filter(STANDING, pk=post_id).values_list("author_id", flat=True)
    for number in author_id:
        publish(PollEnded(post_id=post_id, author_id=number))
    return True
