"""What an author decides about being quoted."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from commons.events import publish
from squares.members.models import Member
from squares.members.rules import refuse_unless_may_act
from squares.posts.errors import NotTheirPost, PostNotFound, QuoteNotFound
from squares.posts.events import QuoteRevoked
from squares.posts.models.post import Post, QuotePolicy, QuoteState
from squares.posts.queries import see_post


@transaction.atomic
def revoke_quote(*, by: Member, post_id: int, quote_id: int, at: datetime) -> None:
    """Take one's post out of somebody's quote of it, for good; can be said twice.

    Raises: PostNotFound, NotTheirPost, QuoteNotFound.  Tells: QuoteRevoked.
    Source: https://docs.joinmastodon.org/methods/statuses/#revoke_quote
    """
    post = own_post(by=by, post_id=post_id)
    quote = (
        Post.objects.select_for_update()
        .filter(pk=quote_id, quote_of=post, deleted_at=None)
        .exclude(quote_state="")
        .first()
    )
    if quote is None:
        raise QuoteNotFound
    if quote.quote_state == QuoteState.REVOKED:
        return
    quote.quote_state = QuoteState.REVOKED
    quote.save(update_fields=["quote_state"])
    if quote.hidden_at is None:  # a hidden one is not counted
        Post.objects.filter(pk=post.pk).update(quotes_count=Greatest(F("quotes_count") - 1, 0))
    publish(QuoteRevoked(post_id=quote.pk, author_id=quote.author_id, quoted_id=post.pk))


@transaction.atomic
def change_quote_policy(*, by: Member, post_id: int, policy: QuotePolicy) -> None:
    """Say who may quote a post from now on; quotes that stand remain.

    Raises: PostNotFound, NotTheirPost, SquareReadOnly, MemberSuspended, MemberWaits.
    Source: https://docs.joinmastodon.org/methods/statuses/#edit_interaction_policy
    """
    refuse_unless_may_act(by)
    post = own_post(by=by, post_id=post_id)
    Post.objects.filter(pk=post.pk).update(quote_policy=policy)


def own_post(*, by: Member, post_id: int) -> Post:
    """Return a post that is the member's own.

    Raises: PostNotFound where they may not see it, NotTheirPost where it is another's.
    """
    seen = see_post(viewer=by, post_id=post_id)
    if not seen.tie.own or seen.post.pk != post_id:
        raise NotTheirPost
    if seen.post.deleted_at is not None:
        raise PostNotFound
    return seen.post
