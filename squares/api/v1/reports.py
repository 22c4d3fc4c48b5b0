"""Telling moderators that something breaks a rule.

Source: https://docs.joinmastodon.org/methods/reports/
"""

import msgspec

from squares.api.call import Call
from squares.api.endpoint import endpoint
from squares.api.entities.report import Report, report_of
from squares.api.errors import ValidationFailed
from squares.members.models import Member
from squares.members.queries import member_by_id
from squares.moderation.actions.report import Reported, report_member, report_together
from squares.moderation.models.report import Report as Row
from squares.moderation.rules import POSTS_TOGETHER
from squares.posts.errors import PostNotFound
from squares.posts.models.post import Post
from squares.posts.queries import find_post

_CATEGORIES = {category.value: category for category in Row.Category}


class NewReport(msgspec.Struct, kw_only=True):
    """What is reported, and why.  `forward` finds nobody to forward to."""

    account_id: int
    status_ids: list[int] = []
    comment: str = ""
    forward: bool = False
    category: str | None = None
    rule_ids: list[int] = []


@endpoint("POST /api/v1/reports", scope="write:reports", limit="reports")
def create(call: Call, params: NewReport) -> Report:
    """Report a member, or posts of theirs; each post joins the one case about it.

    Of several rules the first is cited.  An app that asks for no category reports "other".
    """
    target = member_by_id(member_id=params.account_id, viewer=call.by)
    return report_of(_file(call, params, target), target, call.reader)


@endpoint("GET /api/v1/reports", scope="read")
def index(_call: Call) -> list[Report]:
    """Return nothing, as Mastodon does since 2.5: what became of reports stands in our settings."""
    return []


def _file(call: Call, params: NewReport, target: Member) -> list[Reported]:
    rule_id = params.rule_ids[0] if params.rule_ids else None
    category = _category(params)
    if params.status_ids:
        return report_together(
            by=call.by,
            posts=_posts(call, params.status_ids, target),
            rule_id=rule_id,
            comment=params.comment,
            category=category,
            at=call.at,
        )
    made = report_member(
        by=call.by,
        member=target,
        rule_id=rule_id,
        comment=params.comment,
        category=category,
        at=call.at,
    )
    return [made]


def _posts(call: Call, status_ids: list[int], target: Member) -> list[Post]:
    wanted = list(dict.fromkeys(status_ids))[: POSTS_TOGETHER + 1]  # the action refuses one more
    posts = [find_post(viewer=call.by, post_id=number) for number in wanted]
    if any(post.author_id != target.pk for post in posts):
        raise PostNotFound
    return posts


def _category(params: NewReport) -> Row.Category:
    if params.category is None:
        return Row.Category.VIOLATION if params.rule_ids else Row.Category.OTHER
    if params.category not in _CATEGORIES:
        raise ValidationFailed(reason="Category is not included in the list")
    return _CATEGORIES[params.category]
