"""Members report, moderators open a case themselves; either way there is one case a subject."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from commons import audit, events, limits
from commons.errors import TooMany
from squares.charter.models import Rule
from squares.members.models import Member
from squares.moderation import rules
from squares.moderation.actions.subject import cited_rule, live_case
from squares.moderation.errors import (
    CommentTooLong,
    FactsMissing,
    ReportNotFound,
    TooManyPosts,
    TooManyReports,
)
from squares.moderation.events import CaseOpened
from squares.moderation.models.case import Case, CaseNote
from squares.moderation.models.report import Report
from squares.posts.errors import PostNotFound
from squares.posts.models.post import Post

DAY_SECONDS = 86_400


@dataclass(frozen=True)
class Reported:
    """What became of a report. answered: an earlier review of the same still holds."""

    report: Report
    case: Case
    answered: bool


def report_post(
    *,
    by: Member,
    post: Post,
    rule_id: int | None,
    comment: str,
    at: datetime,
    category: Report.Category | None = None,
) -> Reported:
    """Report a post that the member can read; a boost stands for what it boosts.

    rule_id: a rule in force, or None for something else.  category: what kind of trouble, None
    where nobody was asked; without it and without a rule the comment must explain.
    comment: at most 1000 characters.  A second report by the same member replaces the first.
    Raises: MayNotReport, OwnSubject, RuleNotInForce, FactsMissing, CommentTooLong,
        TooManyReports.
    Tells: CaseOpened, where it opens a case.        Cost: about 12 statements.
    """
    said = _said(post)
    complaint = _complaint(rule_id, comment, category, at)
    _refuse(by, said.author, complaint)
    _count(by, said.author, [said])
    return _report(by, said.author, said, complaint)


def report_member(
    *,
    by: Member,
    member: Member,
    rule_id: int | None,
    comment: str,
    at: datetime,
    category: Report.Category | None = None,
) -> Reported:
    """Report a member as a whole: profile, name, conduct.

    Takes, refuses, tells and costs as `report_post` does.
    """
    complaint = _complaint(rule_id, comment, category, at)
    _refuse(by, member, complaint)
    _count(by, member, [None])
    return _report(by, member, None, complaint)


@transaction.atomic
def report_together(
    *,
    by: Member,
    posts: Sequence[Post],
    rule_id: int | None,
    comment: str,
    at: datetime,
    category: Report.Category | None = None,
) -> list[Reported]:
    """Report several posts of one member at once: each joins the case of its own subject.

    posts: 1 to 40, by one author.  Counts as one report of the day.
    Raises: TooManyPosts, PostNotFound where authors differ, and what `report_post` raises.
    Cost: about 10 statements a post.
    """
    said = list({post.pk: post for post in map(_said, posts)}.values())
    if len(said) > rules.POSTS_TOGETHER:
        raise TooManyPosts(limit=rules.POSTS_TOGETHER)
    author = said[0].author
    if any(post.author_id != author.pk for post in said):
        raise PostNotFound
    complaint = _complaint(rule_id, comment, category, at)
    _refuse(by, author, complaint)
    _count(by, author, said)
    return [_report(by, author, post, complaint) for post in said]


@transaction.atomic
def recategorise(
    *,
    by: Member,
    report_id: int,
    category: Report.Category | None,
    rule_id: int | None,
    at: datetime,
) -> None:
    """File a report under another category or rule, as moderators understand it.

    category, rule_id: None leaves it as it is; what is no violation of a rule cites none.
    Raises: ReportNotFound, also for one about the moderator; RuleNotInForce.
    """
    report = (
        Report.objects.select_for_update(of=("self",))
        .select_related("case__member")
        .filter(pk=report_id)
        .first()
    )
    if report is None or not rules.may_see_case(by, report.case.member):
        raise ReportNotFound
    report.category = category or report.category
    if rule_id is not None:
        report.rule = cited_rule(rule_id)
    if report.category != Report.Category.VIOLATION:
        report.rule = None
    report.save(update_fields=["category", "rule"])
    audit.record(
        actor=f"member:{by.pk}",
        action="report.recategorised",
        subject=f"report:{report.pk}",
        at=at,
        details={"category": str(report.category), "rule": str(report.rule_id or "")},
    )


@transaction.atomic
def open_case(*, by: Member, member: Member, post: Post | None, at: datetime) -> Case:
    """Open a case on a moderator's own initiative, or return the live one.

    Raises: NotAModerator, OwnCase.        Tells: CaseOpened.
    """
    if refusal := rules.reason_not_to_work(by, member):
        raise refusal
    case, opened = live_case(member=member, post=post, at=at)
    if opened:
        CaseNote.objects.create(case=case, author=by, action=CaseNote.Act.OPENED, at=at)
        audit.record(
            actor=f"member:{by.pk}", action="case.opened", subject=f"case:{case.pk}", at=at
        )
        events.publish(CaseOpened(case_id=case.pk, post_id=case.post_id))
    return case


@dataclass(frozen=True)
class _Complaint:
    rule: Rule | None
    comment: str
    category: Report.Category
    explained: bool
    at: datetime


def _complaint(
    rule_id: int | None, comment: str, category: Report.Category | None, at: datetime
) -> _Complaint:
    rule, words = cited_rule(rule_id) if rule_id is not None else None, comment.strip()
    if len(words) > rules.COMMENT_LIMIT:
        raise CommentTooLong(limit=rules.COMMENT_LIMIT)
    guessed = Report.Category.OTHER if rule is None else Report.Category.VIOLATION
    explained = rule is not None or category is not None or rules.is_sentence(words)
    return _Complaint(rule, words, category or guessed, explained, at)


def _said(post: Post) -> Post:
    return post.boost_of if post.boost_of is not None else post


def _refuse(by: Member, subject: Member, complaint: _Complaint) -> None:
    if refusal := rules.reason_not_to_report(by, subject):
        raise refusal
    if not complaint.explained:
        raise FactsMissing


@transaction.atomic
def _report(by: Member, subject: Member, post: Post | None, complaint: _Complaint) -> Reported:
    earlier = _answered_before(subject, post, complaint)
    if earlier is not None:
        case, opened = earlier, False
    else:
        case, opened = live_case(member=subject, post=post, at=complaint.at)
    report = _join(case, by, complaint)
    audit.record(
        actor=f"member:{by.pk}",
        action="case.reported",
        subject=f"case:{case.pk}",
        at=complaint.at,
        details={"report": str(report.pk), "answered": earlier is not None},
    )
    if opened:
        events.publish(CaseOpened(case_id=case.pk, post_id=case.post_id))
    return Reported(report=report, case=case, answered=earlier is not None)


def _count(by: Member, subject: Member, posts: Sequence[Post | None]) -> None:
    """Count against the day's budget, unless the member only changes reports they made."""
    made = Report.objects.filter(
        reporter=by, case__member=subject, case__state__in=Case.LIVE
    ).values_list("case__post_id", flat=True)
    if {post.pk if post is not None else None for post in posts} <= set(made):
        return
    try:
        limits.hit(f"report:{by.pk}", limit=rules.REPORTS_A_DAY, seconds=DAY_SECONDS)
    except TooMany as refusal:
        raise TooManyReports(**refusal.params) from refusal


def _answered_before(subject: Member, post: Post | None, complaint: _Complaint) -> Case | None:
    """Return the case in which the same was reviewed and kept, while that answer holds.

    The same: this subject, unedited since, under this rule. "Something else" is never the same.
    """
    if complaint.rule is None:
        return None
    last = Case.objects.filter(member=subject, post=post).order_by("-id").first()
    if last is None or last.state != Case.State.KEPT or last.closed_at is None:
        return None
    holds = rules.still_answered(
        closed_at=last.closed_at,
        edited_at=post.edited_at if post is not None else None,
        about_post=post is not None,
        at=complaint.at,
    )
    return last if holds and last.reports.filter(rule=complaint.rule).exists() else None


def _join(case: Case, by: Member, complaint: _Complaint) -> Report:
    report, fresh = Report.objects.update_or_create(
        case=case,
        reporter=by,
        defaults={
            "rule": complaint.rule,
            "comment": complaint.comment,
            "category": complaint.category,
            "at": complaint.at,
        },
    )
    if fresh:
        Case.objects.filter(pk=case.pk).update(
            reports_count=F("reports_count") + 1, last_report_at=complaint.at
        )
        case.refresh_from_db(fields=["reports_count", "last_report_at"])
    return report
