"""Decisions without I/O: who may do what to whom, and how long an answer holds."""

from collections.abc import Collection
from datetime import datetime, timedelta

from commons.errors import Refusal
from squares.members.models import Member, Role
from squares.moderation.errors import (
    AboveYou,
    MayNotReport,
    NotAModerator,
    OwnCase,
    OwnReport,
    OwnSubject,
)

REPORTS_A_DAY = 20
COMMENT_LIMIT = 1000
POSTS_TOGETHER = 40
KEPT_POST = timedelta(days=90)
KEPT_MEMBER = timedelta(days=7)  # conduct goes on; a post stays what it was
SENTENCE_LENGTH = 15  # shorter than this explains nothing
_RANK = {Role.MEMBER: 0, Role.MODERATOR: 1, Role.OWNER: 2}


def reason_not_to_report(by: Member, subject: Member) -> Refusal | None:
    """Return why a member may not report another, or None.

    The silenced may report: being restricted takes away no protection.
    """
    if by.state not in {Member.State.ACTIVE, Member.State.SILENCED}:
        return MayNotReport()
    return OwnSubject() if by.pk == subject.pk else None


def may_see_case(viewer: Member, subject: Member) -> bool:
    """Whether a case is shown: to moderators, never to the one it is about."""
    return viewer.is_moderator and viewer.pk != subject.pk


def reason_not_to_work(by: Member, subject: Member) -> Refusal | None:
    """Return why someone may not note, take or escalate a case, or None."""
    if not by.is_moderator:
        return NotAModerator()
    return OwnCase() if by.pk == subject.pk else None


def reason_not_to_judge(
    by: Member, subject: Member, reporter_ids: Collection[int]
) -> Refusal | None:
    """Return why someone may not decide a case, or None.

    Nobody judges their own case or their own report; a moderator judges no owner.
    """
    if refusal := reason_not_to_work(by, subject):
        return refusal
    if by.pk in reporter_ids:
        return OwnReport()
    owner_above = subject.role == Role.OWNER and by.role != Role.OWNER
    return AboveYou() if owner_above else None


def reason_not_to_restrict(
    by: Member, subject: Member, reporter_ids: Collection[int]
) -> Refusal | None:
    """Return why someone may not silence or suspend a member, or None.

    Only someone whose role stands above may; owners never do so to each other.
    """
    if refusal := reason_not_to_judge(by, subject, reporter_ids):
        return refusal
    return None if _rank(by) > _rank(subject) else AboveYou()


def still_answered(
    *, closed_at: datetime, edited_at: datetime | None, about_post: bool, at: datetime
) -> bool:
    """Whether "reviewed and kept" still answers the same report, without anyone looking again."""
    if edited_at is not None and edited_at > closed_at:
        return False
    return at < closed_at + (KEPT_POST if about_post else KEPT_MEMBER)


def is_sentence(text: str) -> bool:
    """Whether a text is long enough to explain something to a person."""
    return len(text.strip()) >= SENTENCE_LENGTH and " " in text.strip()


def _rank(member: Member) -> int:
    return _RANK[Role(member.role)]
