"""Hashtags: what they are, reading them along, showing them on one's page.

Source: https://docs.joinmastodon.org/methods/tags/, followed_tags/ and featured_tags/
"""

import msgspec

from commons.ids import is_id
from squares.api.answers import Paged, PageParams
from squares.api.call import Call
from squares.api.endpoint import endpoint
from squares.api.entities.tag import FeaturedTag, Tag, featured_of, tag_of
from squares.members.queries import member_by_id
from squares.posts.actions.tags import feature_tag, follow_tag, unfeature_tag, unfollow_tag
from squares.posts.errors import TagNotFound
from squares.timelines import hashtags

TAGS, MOST_TAGS = 100, 200


class NameParams(msgspec.Struct, kw_only=True):
    """A hashtag, with or without its sign."""

    name: str = ""


@endpoint("GET /api/v1/tags/:name", scope="read", access="anyone")
def show(call: Call, name: str) -> Tag:
    """Return a hashtag with its week.  Cost: 2 statements."""
    return _tag(call, name)


@endpoint("POST /api/v1/tags/:name/follow", scope="write:follows")
def follow(call: Call, name: str) -> Tag:
    """Read the public posts with a hashtag at home."""
    follow_tag(by=call.by, name=name, at=call.at)
    return _tag(call, name)


@endpoint("POST /api/v1/tags/:name/unfollow", scope="write:follows")
def unfollow(call: Call, name: str) -> Tag:
    """Read a hashtag along no longer."""
    unfollow_tag(by=call.by, name=name, at=call.at)
    return _tag(call, name)


@endpoint("POST /api/v1/tags/:name/feature", scope="write:accounts")
def feature(call: Call, name: str) -> Tag:
    """Show a hashtag on one's page."""
    feature_tag(by=call.by, name=name, at=call.at)
    return _tag(call, name)


@endpoint("POST /api/v1/tags/:name/unfeature", scope="write:accounts")
def unfeature(call: Call, name: str) -> Tag:
    """Show a hashtag on one's page no longer."""
    found = hashtags.find_tag(name=name, viewer=call.by, at=call.at)
    if found.featuring:
        unfeature_tag(by=call.by, tag_id=found.id, at=call.at)
    return _tag(call, name)


@endpoint("GET /api/v1/followed_tags", scope="read:follows")
def followed(call: Call, params: PageParams) -> Paged[Tag]:
    """Return the hashtags that the member reads along.  Cost: 2 statements."""
    window = params.window(default=TAGS, most=MOST_TAGS)
    page = hashtags.followed_tags(viewer=call.by, at=call.at, window=window)
    return Paged.of([tag_of(card, call.reader) for card in page.items], page)


@endpoint("GET /api/v1/featured_tags", scope="read:accounts")
def featured(call: Call) -> list[FeaturedTag]:
    """Return the hashtags on the member's own page.  Cost: 1 statement."""
    return [featured_of(card, call.reader) for card in hashtags.featured_tags(call.by)]


@endpoint("POST /api/v1/featured_tags", scope="write:accounts")
def add_featured(call: Call, params: NameParams) -> FeaturedTag:
    """Show a hashtag on one's page."""
    tag = feature_tag(by=call.by, name=params.name, at=call.at)
    for card in hashtags.featured_tags(call.by):
        if card.id == tag.pk:
            return featured_of(card, call.reader)
    raise TagNotFound


@endpoint("DELETE /api/v1/featured_tags/:tag_id", scope="write:accounts")
def drop_featured(call: Call, tag_id: int) -> None:
    """Show a hashtag on one's page no longer."""
    if not is_id(tag_id):
        raise TagNotFound
    unfeature_tag(by=call.by, tag_id=tag_id, at=call.at)


@endpoint("GET /api/v1/featured_tags/suggestions", scope="read:accounts")
def suggestions(call: Call) -> list[Tag]:
    """Return the hashtags that the member uses most and does not show.  Cost: 2 statements."""
    found = hashtags.suggested_tags(viewer=call.by, at=call.at)
    return [tag_of(card, call.reader) for card in found]


@endpoint("GET /api/v1/accounts/:account_id/featured_tags", scope="read:accounts", access="anyone")
def featured_by(call: Call, account_id: int) -> list[FeaturedTag]:
    """Return the hashtags on a member's page.  Cost: 2 statements."""
    member = member_by_id(member_id=account_id, viewer=call.viewer)
    return [featured_of(card, call.reader) for card in hashtags.featured_tags(member)]


def _tag(call: Call, name: str) -> Tag:
    return tag_of(hashtags.find_tag(name=name, viewer=call.viewer, at=call.at), call.reader)
