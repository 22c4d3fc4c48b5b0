"""Decisions about money without I/O: what a plan allows, who may pay, when patience ends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from billing.models.subscription import Subscription
from tenants.models.foundation import Officer

GIGABYTE = 1024**3
FREE = "hamlet"


@dataclass(frozen=True)
class PlanTerms:
    """A plan as it is offered."""

    code: str
    name: str
    price_cents: int
    limits: Mapping[str, int]
    listed: bool = True

    @property
    def lookup_key(self) -> str:
        """The key of the price at Stripe; empty for the free plan."""
        return f"townsquares_{self.code}" if self.price_cents else ""


# What is on offer, smallest first. "squares" and "domains" count a foundation, "members" and
# "storage_bytes" each of its squares. Prices in cents of a euro a month, as of 2026-11.
PLANS = (
    PlanTerms(
        FREE,
        "Hamlet",
        0,
        {"squares": 1, "members": 150, "storage_bytes": GIGABYTE, "domains": 0},
    ),
    PlanTerms(
        "town",
        "Town",
        1900,
        {"squares": 3, "members": 5_000, "storage_bytes": 50 * GIGABYTE, "domains": 3},
    ),
    PlanTerms(
        "city",
        "City",
        7900,
        {"squares": 12, "members": 50_000, "storage_bytes": 500 * GIGABYTE, "domains": 24},
    ),
)
CURRENCY = "EUR"

LIMIT_NAMES: Mapping[str, str | Promise] = {
    "squares": _("Squares"),
    "members": _("Members, largest square"),
    "storage_bytes": _("Pictures, largest square"),
    "domains": _("Domains of your own"),
}

WHAT_FOR: Mapping[str, str | Promise] = {
    "hamlet": _("For a club, a street, a choir: everything, in small."),
    "town": _("For an association or a town that talks every day."),
    "city": _("For a federation of squares with tens of thousands of people."),
}

# How patient we are with a payment that failed: letters on these days, then the plan lapses.
# Nothing is deleted at any point.
LETTER_DAYS = (0, 3, 7, 12)
GRACE = timedelta(days=14)

_PURSE = frozenset({Officer.Role.OWNER, Officer.Role.TREASURER})


def may_pay(role: str) -> bool:
    """Tell whether an office may change what the foundation pays for; the others look on."""
    return role in _PURSE


def letters_due(failed_at: datetime, *, now: datetime) -> int:
    """Return how many letters should have gone out since a payment failed."""
    return sum(now >= failed_at + timedelta(days=day) for day in LETTER_DAYS)


def lapses_at(failed_at: datetime) -> datetime:
    """Return the moment from which an unpaid plan no longer holds."""
    return failed_at + GRACE


def has_lapsed(failed_at: datetime | None, *, now: datetime) -> bool:
    """Tell whether the days of grace are over."""
    return failed_at is not None and now >= lapses_at(failed_at)


def still_holds(state: str, failed_at: datetime | None, *, now: datetime) -> bool:
    """Tell whether a subscription in this state gives what its plan promises."""
    if state in Subscription.PAYING:
        return True
    return state in Subscription.OVERDUE and not has_lapsed(failed_at, now=now)


def what_does_not_fit(limits: Mapping[str, int], used: Mapping[str, int]) -> list[str]:
    """Return the limits that the use is beyond, in the order of the limits."""
    return [name for name, limit in limits.items() if used.get(name, 0) > limit]


def strongest(limits: Sequence[Mapping[str, int]]) -> dict[str, int]:
    """Return, of each limit, the largest: two subscriptions never give less than one."""
    names = {name for each in limits for name in each}
    return {name: max(each.get(name, 0) for each in limits) for name in sorted(names)}


def share(used: int, limit: int) -> float:
    """Return how much of a limit is used, from 0 to 1; no limit at all counts as full."""
    if limit <= 0:
        return 1.0 if used > 0 else 0.0
    return min(1.0, max(0.0, used / limit))
