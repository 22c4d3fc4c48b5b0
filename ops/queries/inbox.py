"""The inbox: what waits for operators, from all squares, the most urgent first."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse

from ops.models.escalation import Escalation
from ops.models.notice import Notice
from ops.models.takedown import Lift, State, Takedown
from tenants.models.square import Square

AT_MOST = 100
SOON = timedelta(hours=4)
TONES = {
    "received": "accent",
    "open": "accent",
    "review": "warning",
    "acted": "success",
    "rejected": "",
    "answered": "success",
    "returned": "",
}


@dataclass(frozen=True)
class InboxRow:
    """One case in the list, as `components/case_row.html` shows it."""

    sort: str
    ref: str
    url: str
    title: str
    excerpt: str
    where: str
    state: str
    state_label: str
    tone: str
    opened_at: datetime
    due_at: datetime
    due_state: str


@dataclass(frozen=True)
class Inbox:
    """One view of the inbox; `cut` says that there is more than is shown."""

    rows: list[InboxRow]
    cut: bool


@dataclass(frozen=True)
class Load:
    """How much waits, for the rail of every page."""

    notices: int
    escalations: int
    decisions: int
    failures: int

    @property
    def cases(self) -> int:
        """Notices and escalations together."""
        return self.notices + self.escalations

    @property
    def to_do(self) -> int:
        """What waits for a decision, and what failed."""
        return self.decisions + self.failures


def load() -> Load:
    """Count what waits. Cost: four queries on partial indexes."""
    waiting = Takedown.objects.filter(state=State.PROPOSED).count()
    failed = Takedown.objects.filter(state=State.FAILED).count()
    undone = Lift.objects.filter(state__in=[State.PROPOSED, State.FAILED])
    lifts = list(undone.values_list("state", flat=True))
    return Load(
        notices=Notice.objects.filter(closed_at=None).count(),
        escalations=Escalation.objects.filter(closed_at=None).count(),
        decisions=waiting + lifts.count(State.PROPOSED),
        failures=failed + lifts.count(State.FAILED),
    )


def inbox(*, tab: str, square: str, at: datetime) -> Inbox:
    """Return the cases of one tab ("open", "notices", "escalations", "closed").

    square: a slug, or "" for all.  Cost: two queries, whatever the number of rows.
    """
    rows: list[InboxRow] = []
    if tab != "escalations":
        rows += _notices(closed=tab == "closed", square=square, at=at)
    if tab != "notices":
        rows += _escalations(closed=tab == "closed", square=square, at=at)
    if tab == "closed":
        rows.sort(key=lambda row: row.opened_at, reverse=True)
    else:
        rows.sort(key=lambda row: row.due_at)
    return Inbox(rows[:AT_MOST], len(rows) > AT_MOST)


def squares_to_choose() -> list[tuple[str, str]]:
    """Return slug and name of the squares the inbox can be narrowed to. Cost: one query."""
    return list(Square.objects.order_by("name").values_list("slug", "name")[:1000])


def due_state(due_at: datetime, *, closed: bool, at: datetime) -> str:
    """Return how a deadline is shown: "done", "late", "soon" or ""."""
    if closed:
        return "done"
    if due_at < at:
        return "late"
    return "soon" if due_at - at < SOON else ""


def _notices(*, closed: bool, square: str, at: datetime) -> list[InboxRow]:
    rows = Notice.objects.select_related("square").filter(closed_at__isnull=not closed)
    if square:
        rows = rows.filter(Q(square__slug=square) | Q(targets__square__slug=square)).distinct()
    rows = rows.order_by("-received_at" if closed else "due_at")[: AT_MOST + 1]
    return [
        InboxRow(
            sort="notice",
            ref=row.ref,
            url=reverse("ops:notice", args=[row.ref]),
            title=str(row.facts.title),
            excerpt=row.explanation[:160],
            where=row.square.name if row.square else "",
            state=row.state,
            state_label=row.get_state_display(),
            tone=TONES[row.state],
            opened_at=row.received_at,
            due_at=row.due_at,
            due_state=due_state(row.due_at, closed=closed, at=at),
        )
        for row in rows
    ]


def _escalations(*, closed: bool, square: str, at: datetime) -> list[InboxRow]:
    rows = Escalation.objects.select_related("square").filter(closed_at__isnull=not closed)
    if square:
        rows = rows.filter(square__slug=square)
    rows = rows.order_by("-received_at" if closed else "due_at")[: AT_MOST + 1]
    return [
        InboxRow(
            sort="escalation",
            ref=str(row),
            url=reverse("ops:escalation", args=[row.pk]),
            title=row.get_kind_display(),
            excerpt=row.reason[:160],
            where=row.square.name,
            state=row.state,
            state_label=row.get_state_display(),
            tone=TONES[row.state],
            opened_at=row.received_at,
            due_at=row.due_at,
            due_state=due_state(row.due_at, closed=closed, at=at),
        )
        for row in rows
    ]
