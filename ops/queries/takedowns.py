"""Takedowns and the escalations that ask for them."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from ops.errors import EscalationNotFound, TakedownNotFound
from ops.models.escalation import Escalation
from ops.models.takedown import LIVE, Lift, State, Takedown
from ops.rules import fingerprint

PER_PAGE = 50
_WITH = (
    "square",
    "notice",
    "escalation__square",
    "proposed_by",
    "decided_by",
)


@dataclass(frozen=True)
class TakedownPage:
    """One page of takedowns, newest first; `older` is the next page's cursor."""

    items: list[Takedown]
    older: int | None


def find_escalation(escalation_id: int) -> Escalation:
    """Return an escalation.

    Raises: EscalationNotFound.
    """
    found = Escalation.objects.select_related("square", "answered_by").filter(pk=escalation_id)
    escalation = found.first()
    if escalation is None:
        raise EscalationNotFound
    return escalation


def find_takedown(*, ref: str) -> Takedown:
    """Return a takedown.

    Raises: TakedownNotFound.
    """
    takedown = Takedown.objects.select_related(*_WITH).filter(ref=ref).first()
    if takedown is None:
        raise TakedownNotFound
    return takedown


def lifts_of(takedown: Takedown) -> QuerySet[Lift]:
    """Return the proposals to lift a takedown, newest first."""
    return takedown.lifts.select_related("proposed_by", "decided_by").order_by("-id")


def takedowns(*, tab: str, before: int | None) -> TakedownPage:
    """Return takedowns of one tab: "waiting", "failed", "effective", or all others together.

    Cost: one query.
    """
    chosen = {
        "waiting": Q(state=State.PROPOSED) | Q(lifts__state=State.PROPOSED),
        "failed": Q(state__in=[State.FAILED, State.APPROVED])
        | Q(lifts__state__in=[State.FAILED, State.APPROVED]),
        "effective": Q(state=State.EFFECTIVE),
    }.get(tab, Q())
    rows = Takedown.objects.select_related(*_WITH).filter(chosen).distinct().order_by("-id")
    if before:
        rows = rows.filter(pk__lt=before)
    items = list(rows[: PER_PAGE + 1])
    more = len(items) > PER_PAGE
    return TakedownPage(items[:PER_PAGE], items[PER_PAGE - 1].pk if more else None)


def standing_on(*, square_id: int, post_id: int) -> Takedown | None:
    """Return the takedown that concerns a post now: proposed, being carried out or in effect."""
    return Takedown.objects.filter(square_id=square_id, post_id=post_id, state__in=LIVE).first()


def open_escalations_on(*, square_id: int, post_id: int) -> list[Escalation]:
    """Return every undecided escalation about a post."""
    return list(
        Escalation.objects.select_related("square").filter(
            square_id=square_id, post_id=post_id, closed_at=None
        )
    )


def find_lift(*, ref: str, lift_id: int) -> Lift:
    """Return a lift of the takedown that the address names.

    Raises: TakedownNotFound.
    """
    lift = Lift.objects.filter(pk=lift_id, takedown__ref=ref).first()
    if lift is None:
        raise TakedownNotFound
    return lift


def evidence_is_unchanged(takedown: Takedown) -> bool:
    """Tell whether the copy still is what was taken when the measure was proposed."""
    return fingerprint(takedown.evidence) == takedown.evidence_sha256


def copy_is_unchanged(escalation: Escalation) -> bool:
    """Tell whether the copy still is what the square handed up."""
    return fingerprint(escalation.copy) == escalation.copy_sha256
