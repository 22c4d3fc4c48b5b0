"""What reports and measures start from: the one live case of a subject, the rule cited."""

from datetime import datetime

from django.db import IntegrityError, transaction

from commons.errors import Conflict
from squares.charter.errors import RuleNotFound
from squares.charter.models import Rule
from squares.charter.queries import find_rule
from squares.members.models import Member
from squares.moderation.errors import RuleNotInForce
from squares.moderation.models.case import Case
from squares.posts.models.post import Post
from squares.posts.queries import words_of

ATTEMPTS = 5


def live_case(*, member: Member, post: Post | None, at: datetime) -> tuple[Case, bool]:
    """Return the subject's live case, locked, and whether it was opened by this call.

    Call it in the act's own transaction. Two who come at once meet at the unique constraint: one
    opens, the other finds. A case that is closed in between is left alone, and another opened.
    Raises: Conflict, when the case changes under every attempt.
    """
    for _ in range(ATTEMPTS):
        case, opened = _find_or_open(member, post, at)
        if case is None:
            continue
        locked = (
            Case.objects.select_for_update(of=("self",))
            .filter(pk=case.pk, state__in=Case.LIVE)
            .first()
        )
        if locked is not None:
            return locked, opened
    raise Conflict


def _find_or_open(member: Member, post: Post | None, at: datetime) -> tuple[Case | None, bool]:
    live = Case.objects.filter(member=member, post=post, state__in=Case.LIVE).first()
    if live is not None:
        return live, False
    text = words_of(post) if post is not None else member.biography
    try:
        with transaction.atomic():
            case = Case.objects.create(member=member, post=post, text=text, opened_at=at)
    except IntegrityError:  # someone else opened it this moment
        return None, False
    return case, True


def cited_rule(rule_id: int) -> Rule:
    """Return the rule that a report or a measure names.

    Raises: RuleNotInForce.
    """
    try:
        return find_rule(rule_id)
    except RuleNotFound as error:
        raise RuleNotInForce from error
