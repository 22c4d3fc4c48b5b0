"""Which hashtags a member reads along, and which stand on their page."""

from datetime import datetime

from django.db import transaction

from commons import limits, text
from commons.events import publish
from squares.members.models import Member
from squares.members.rules import refuse_unless_may_act
from squares.posts.errors import TagInvalid, TagNotFound, TooManyFeatured
from squares.posts.events import TagsFollowed
from squares.posts.models.names import Tag, TagTie
from squares.posts.rules import FEATURED_TAGS_LIMIT

TIES_AN_HOUR = 400


@transaction.atomic
def follow_tag(*, by: Member, name: str, at: datetime) -> Tag:
    """Read the public posts with a hashtag in one's home timeline; can be said twice.

    Raises: TagInvalid, TooMany, SquareReadOnly, MemberSuspended, MemberWaits.
    Tells: TagsFollowed.
    Source: https://docs.joinmastodon.org/methods/tags/#follow
    """
    tag = _tag(by, name)
    tie, _ = TagTie.objects.get_or_create(member=by, tag=tag)
    if tie.followed_at is None:
        tie.followed_at = at
        tie.save(update_fields=["followed_at"])
        publish(TagsFollowed(member_id=by.pk))
    return tag


@transaction.atomic
def unfollow_tag(*, by: Member, name: str, at: datetime) -> Tag:
    """Read a hashtag along no longer; can be said twice.

    Raises: TagInvalid, TooMany, SquareReadOnly, MemberSuspended, MemberWaits.
    Tells: TagsFollowed.
    """
    tag = _tag(by, name)
    if TagTie.objects.filter(member=by, tag=tag).update(followed_at=None):
        publish(TagsFollowed(member_id=by.pk))
    _drop_empty(by)
    return tag


@transaction.atomic
def feature_tag(*, by: Member, name: str, at: datetime) -> Tag:
    """Show a hashtag on one's page; can be said twice.

    Raises: TagInvalid, TooManyFeatured, TooMany, SquareReadOnly, MemberSuspended, MemberWaits.
    Source: https://docs.joinmastodon.org/methods/featured_tags/#feature
    """
    tag = _tag(by, name)
    Member.objects.select_for_update(no_key=True).get(pk=by.pk)
    featured = TagTie.objects.filter(member=by, featured_at__isnull=False)
    if featured.filter(tag=tag).exists():
        return tag
    if featured.count() >= FEATURED_TAGS_LIMIT:
        raise TooManyFeatured(limit=FEATURED_TAGS_LIMIT)
    TagTie.objects.update_or_create({"featured_at": at}, member=by, tag=tag)
    return tag


@transaction.atomic
def unfeature_tag(*, by: Member, tag_id: int, at: datetime) -> None:
    """Show a hashtag on one's page no longer.

    Raises: TagNotFound where it is not shown.
    """
    shown = TagTie.objects.filter(member=by, tag_id=tag_id, featured_at__isnull=False)
    if not shown.update(featured_at=None):
        raise TagNotFound
    _drop_empty(by)


def _tag(by: Member, name: str) -> Tag:
    """Return a hashtag, made where it is new."""
    refuse_unless_may_act(by)
    limits.hit(f"tags:{by.pk}", limit=TIES_AN_HOUR, seconds=3600)
    written = name.removeprefix("#")
    if text.names_in(f"#{written}").tags != (written,):
        raise TagInvalid
    tag, _ = Tag.objects.get_or_create(key=text.tag_key(written), defaults={"name": written})
    return tag


def _drop_empty(by: Member) -> None:
    TagTie.objects.filter(member=by, followed_at=None, featured_at=None).delete()
