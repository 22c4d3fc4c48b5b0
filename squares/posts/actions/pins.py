"""Which of their posts a member shows first on their page."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from squares.members.models import Member
from squares.members.rules import refuse_unless_may_act
from squares.posts.errors import PinRefused, PostNotFound
from squares.posts.models.post import STANDING, Post
from squares.posts.queries import see_post
from squares.posts.rules import PINS_LIMIT, may_pin


@transaction.atomic
def pin(*, by: Member, post_id: int, at: datetime) -> None:
    """Show a post of one's own first on one's page; can be said twice.

    Raises: PostNotFound, PinRefused, SquareReadOnly, MemberSuspended, MemberWaits.
    Source: https://docs.joinmastodon.org/methods/statuses/#pin
    """
    refuse_unless_may_act(by)
    seen = see_post(viewer=by, post_id=post_id)
    if seen.post.pk != post_id:
        raise PinRefused(reason=_("A boost cannot be pinned."))
    if not seen.tie.own:
        raise PinRefused(reason=_("Only posts of your own can be pinned."))
    if not may_pin(seen.place, seen.tie):
        raise PinRefused(reason=_("A post for the people mentioned cannot be pinned."))
    # One member's pins come one after another, or two at once would pass the limit.
    Member.objects.select_for_update(no_key=True).get(pk=by.pk)
    pinned = Post.objects.filter(STANDING, author=by, pinned_at__isnull=False)
    if pinned.filter(pk=post_id).exists():
        return
    if pinned.count() >= PINS_LIMIT:
        raise PinRefused(reason=_("You have already pinned as many posts as a page shows."))
    Post.objects.filter(pk=post_id).update(pinned_at=at)


@transaction.atomic
def unpin(*, by: Member, post_id: int, at: datetime) -> None:
    """Show a post first no longer; can be said twice.

    Raises: PostNotFound, also for other people's.
    """
    if not Post.objects.filter(pk=post_id, author=by, boost_of=None, deleted_at=None).update(
        pinned_at=None
    ):
        raise PostNotFound
