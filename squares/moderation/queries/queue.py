"""The moderators' queue: what waits, what is with the operators, what is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from commons.pages import Page, cut
from squares.members.models import Member
from squares.moderation.models.case import Case
from squares.moderation.models.measure import Measure
from squares.moderation.models.report import Report

QUEUE_SIZE = 30
EXCERPT_LENGTH = 140
TABS = ("open", "escalated", "done")
_TONES = {"open": "warning", "escalated": "accent", "resolved": "danger", "kept": "success"}


@dataclass(frozen=True)
class QueueRow:
    """One case in a list. where: the rule cited most. central: the operators acted."""

    id: int
    url: str
    handle: str
    about_post: bool
    excerpt: str
    state: str
    state_label: str
    tone: str
    reports: int
    where: str
    assignee: str
    opened_at: datetime
    closed_at: datetime | None
    central: bool

    @property
    def title(self) -> str:
        """Whose post, or who, the case is about."""
        words = _("Post by @%(handle)s") if self.about_post else _("Member @%(handle)s")
        return words % {"handle": self.handle}


@dataclass(frozen=True)
class Counts:
    """How many cases wait."""

    open: int
    escalated: int


def queue(*, viewer: Member, tab: str, after: int | None = None) -> Page[QueueRow]:
    """Return a page of the queue: live tabs oldest first, "done" as decided, newest first.

    A moderator never meets a case about themselves here.  after: the last case of the page before.
    Cost: 3 queries, 4 on a later page of "done".
    """
    rows = _rows_of(viewer).select_related("member", "assigned_to")
    if tab == "done":
        rows = _after_decided(rows.filter(closed_at__isnull=False), after)
        rows = rows.order_by("-closed_at", "-id")
    else:
        rows = rows.filter(state=tab if tab in TABS else Case.State.OPEN).order_by("id")
        rows = rows.filter(pk__gt=after) if after is not None else rows
    page = cut(list(rows[: QUEUE_SIZE + 1]), size=QUEUE_SIZE, key=lambda case: case.pk)
    return Page(rows_for(page.items), page.older)


def counts(*, viewer: Member) -> Counts:
    """Return how many cases wait for the viewer, and how many for the operators.

    Cost: 1 query.
    """
    found = _rows_of(viewer).aggregate(
        open=Count("pk", filter=Q(state=Case.State.OPEN)),
        escalated=Count("pk", filter=Q(state=Case.State.ESCALATED)),
    )
    return Counts(**found)


def rows_for(cases: Sequence[Case]) -> tuple[QueueRow, ...]:
    """Return cases (fetched with member and assigned_to) as lines of a list.

    Cost: 2 queries.
    """
    ids = [case.pk for case in cases]
    cited, central = _cited_most(ids), _central(ids)
    return tuple(_row(case, cited.get(case.pk, ""), case.pk in central) for case in cases)


def _row(case: Case, rule_text: str, central: bool) -> QueueRow:  # noqa: FBT001 - a fact, not an option
    return QueueRow(
        id=case.pk,
        url=f"/moderation/cases/{case.pk}",
        handle=case.member.handle,
        about_post=case.post_id is not None,
        excerpt=Truncator(case.text).chars(EXCERPT_LENGTH),
        state=case.state,
        state_label=str(Case.State(case.state).label),
        tone=_TONES[case.state],
        reports=case.reports_count,
        where=rule_text,
        assignee=f"@{case.assigned_to.handle}" if case.assigned_to is not None else "",
        opened_at=case.opened_at,
        closed_at=case.closed_at,
        central=central,
    )


def _rows_of(viewer: Member) -> QuerySet[Case]:
    return Case.objects.exclude(member=viewer)


def _after_decided(rows: QuerySet[Case], after: int | None) -> QuerySet[Case]:
    last = Case.objects.filter(pk=after).first() if after is not None else None
    if last is None:
        return rows
    return rows.filter(
        Q(closed_at__lt=last.closed_at) | Q(closed_at=last.closed_at, pk__lt=last.pk)
    )


def _cited_most(case_ids: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    counted = (
        Report.objects.filter(case_id__in=case_ids, rule__isnull=False)
        .values("case_id", "rule__position", "rule__text")
        .annotate(times=Count("pk"))
        .order_by("-times", "rule__position")
    )
    for line in counted:
        found.setdefault(line["case_id"], f"{line['rule__position']}. {line['rule__text']}")
    return found


def _central(case_ids: Sequence[int]) -> set[int]:
    rows = Measure.objects.filter(case_id__in=case_ids, authority=Measure.Authority.OPERATOR)
    return set(rows.values_list("case_id", flat=True))
