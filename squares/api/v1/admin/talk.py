"""Hashtags and what trends, for those who run the square. Nothing waits for review here.

What trends is counted from the square's own talk; what breaks a rule is hidden by a measure, and
then trends no more. So approving changes nothing, and rejecting is refused in words.
Source: https://docs.joinmastodon.org/methods/admin/trends/
"""

import msgspec
from django.utils.translation import gettext as _

from commons.errors import NotFound
from squares.api.answers import Empty, Paged, PageParams
from squares.api.call import Call
from squares.api.endpoint import endpoint
from squares.api.entities.admin.tag import AdminTag, admin_tag_of
from squares.api.entities.status import StatusJson, statuses_of
from squares.api.errors import ValidationFailed
from squares.api.v1.admin.standing import moderator
from squares.api.v1.trends import SomeParams
from squares.posts.cards.reading import cards_for
from squares.posts.errors import PostNotFound
from squares.timelines.hashtags import every_tag, tag_by_id
from squares.timelines.trends import trending_posts, trending_tags

TAGS, MOST_TAGS = 100, 200


class ChangedTag(msgspec.Struct, kw_only=True):
    """What is decided about a hashtag; None leaves it."""

    usable: bool | None = None
    trendable: bool | None = None
    listable: bool | None = None


@endpoint("GET /api/v1/admin/trends/tags", scope="admin:read")
def trends_tags(call: Call, params: SomeParams) -> list[AdminTag]:
    """Return the hashtags that most people use.  Cost: 1 statement while remembered."""
    by, size = moderator(call), params.size(default=10, most=20)
    found = trending_tags(viewer=by, at=call.at, size=size, offset=params.start)
    return [admin_tag_of(card, call.reader) for card in found]


@endpoint("GET /api/v1/admin/trends/statuses", scope="admin:read")
def trends_statuses(call: Call, params: SomeParams) -> list[StatusJson]:
    """Return the posts that people like and pass on."""
    by, size = moderator(call), params.size(default=20, most=40)
    found = trending_posts(viewer=by, at=call.at, size=size, offset=params.start)
    return statuses_of(found, call.reader)


@endpoint("GET /api/v1/admin/trends/links", scope="admin:read")
def trends_links(call: Call, params: SomeParams) -> list[Empty]:
    """Return nothing: no address outside is ever looked at."""
    moderator(call)
    return []


@endpoint("POST /api/v1/admin/trends/tags/:tag_id/approve", scope="admin:write")
def approve_tag(call: Call, tag_id: int) -> AdminTag:
    """Return the hashtag as it is: it may trend without being asked for."""
    return _tag(call, tag_id)


@endpoint("POST /api/v1/admin/trends/tags/:tag_id/reject", scope="admin:write")
def reject_tag(call: Call, tag_id: int) -> AdminTag:
    """Refuse to keep a hashtag from trending."""
    _tag(call, tag_id)
    raise ValidationFailed(reason=_unreviewed())


@endpoint("POST /api/v1/admin/trends/statuses/:status_id/approve", scope="admin:write")
def approve_status(call: Call, status_id: int) -> StatusJson:
    """Return the post as it is: it may trend without being asked for."""
    return _status(call, status_id)


@endpoint("POST /api/v1/admin/trends/statuses/:status_id/reject", scope="admin:write")
def reject_status(call: Call, status_id: int) -> StatusJson:
    """Refuse to keep a post from trending: a measure hides it, or nothing does."""
    _status(call, status_id)
    raise ValidationFailed(reason=_unreviewed())


@endpoint("POST /api/v1/admin/trends/links/:link_id/approve", scope="admin:write")
@endpoint("POST /api/v1/admin/trends/links/:link_id/reject", scope="admin:write")
def judge_link(call: Call, link_id: int) -> None:
    """Find no link, for none trends."""
    moderator(call)
    raise NotFound


@endpoint("GET /api/v1/admin/tags", scope="admin:read")
def tags(call: Call, params: PageParams) -> Paged[AdminTag]:
    """List every hashtag, the latest invented first.  Cost: 2 statements."""
    window = params.window(default=TAGS, most=MOST_TAGS)
    page = every_tag(viewer=moderator(call), at=call.at, window=window)
    return Paged.of([admin_tag_of(card, call.reader) for card in page.items], page)


@endpoint("GET /api/v1/admin/tags/:tag_id", scope="admin:read")
def tag(call: Call, tag_id: int) -> AdminTag:
    """Return one hashtag."""
    return _tag(call, tag_id)


@endpoint("PUT /api/v1/admin/tags/:tag_id", scope="admin:write")
def change_tag(call: Call, tag_id: int, params: ChangedTag) -> AdminTag:
    """Return the hashtag as it is; keeping people from using it is refused."""
    found = _tag(call, tag_id)
    if False in {params.usable, params.trendable, params.listable}:
        raise ValidationFailed(reason=_unreviewed())
    return found


def _tag(call: Call, tag_id: int) -> AdminTag:
    return admin_tag_of(tag_by_id(tag_id, viewer=moderator(call), at=call.at), call.reader)


def _status(call: Call, status_id: int) -> StatusJson:
    cards = cards_for([status_id], moderator(call))
    if not cards:
        raise PostNotFound
    return statuses_of(cards, call.reader)[0]


def _unreviewed() -> str:
    return _(
        "Nothing is reviewed before it trends here. What breaks a rule is hidden by a measure."
    )
