"""Every read of this room: plans, where a foundation stands, what it uses, who pays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from billing import rules
from billing.errors import PlanNotFound
from billing.models.plan import Plan
from billing.models.subscription import Customer, Invoice, Subscription
from tenants import queries as tenants
from tenants.models.domain import Domain
from tenants.models.foundation import Foundation, Officer
from tenants.models.square import Square

INVOICES_SHOWN = 24


@dataclass(frozen=True)
class Use:
    """How much of one limit is used."""

    name: str
    used: int
    limit: int

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return rules.share(self.used, self.limit)

    @property
    def is_over(self) -> bool:
        """Whether more is used than the plan includes."""
        return self.used > self.limit


@dataclass(frozen=True)
class Account:
    """Where a foundation stands: its plan, what it owes, what it uses."""

    foundation: Foundation
    plan: Plan
    subscription: Subscription | None
    uses: Sequence[Use]
    invoices: Sequence[Invoice]
    has_customer: bool

    @property
    def lapses_at(self) -> datetime | None:
        """When an unpaid plan ceases to hold, or ceased."""
        failed_at = self.subscription.failed_at if self.subscription else None
        return rules.lapses_at(failed_at) if failed_at else None


def plans_on_offer() -> QuerySet[Plan]:
    """Return the plans anyone may choose, smallest first."""
    return Plan.objects.filter(listed=True).order_by("position")


def find_plan(code: str) -> Plan:
    """Return a plan on offer.

    Raises: PlanNotFound.
    """
    plan = plans_on_offer().filter(code=code).first()
    if plan is None:
        raise PlanNotFound
    return plan


def live_subscription(foundation: Foundation) -> Subscription | None:
    """Return the subscription in force; were there two, the one of the larger plan."""
    return (
        Subscription.objects.filter(foundation=foundation, state__in=Subscription.LIVE)
        .select_related("plan")
        .order_by("-plan__position", "-started_at")
        .first()
    )


def subscription_by_id(number: int) -> Subscription | None:
    """Return a subscription with its plan and foundation."""
    return Subscription.objects.filter(pk=number).select_related("plan", "foundation").first()


def overdue_subscriptions() -> QuerySet[Subscription]:
    """Return the subscriptions with a payment that failed and is still awaited."""
    return Subscription.objects.filter(
        failed_at__isnull=False, state__in=Subscription.OVERDUE
    ).order_by("failed_at")


def customers() -> QuerySet[Customer]:
    """Return every foundation that Stripe knows, the longest not looked at first."""
    return Customer.objects.select_related("foundation").order_by("mirrored_at", "pk")


def limits_of(foundation: Foundation, *, at: datetime) -> dict[str, int]:
    """Return what a foundation's subscriptions allow now, or the free plan."""
    live = Subscription.objects.filter(
        foundation=foundation, state__in=Subscription.LIVE
    ).select_related("plan")
    holding = [it for it in live if rules.still_holds(it.state, it.failed_at, now=at)]
    free = Plan.objects.get(code=rules.FREE).limits
    return rules.strongest([free, *(it.plan.limits for it in holding)])


def foundations_without_entitlements() -> QuerySet[Foundation]:
    """Return the foundations that were never told what they may do."""
    return Foundation.objects.filter(entitlements={})


def use_of(foundation: Foundation) -> dict[str, int]:
    """Return what a foundation uses: its squares and domains, and the largest of its squares.

    Cost: 2 queries.
    """
    squares = list(tenants.squares_of(foundation).exclude(state=Square.State.CLOSED))
    return {
        "squares": len(squares),
        "members": _largest(squares, "members"),
        "storage_bytes": _largest(squares, "storage_bytes"),
        "domains": Domain.objects.filter(square__in=squares).count(),
    }


def account_of(foundation: Foundation, *, at: datetime) -> Account:
    """Return where a foundation stands.

    Cost: 6 queries.
    """
    subscription = live_subscription(foundation)
    limits = limits_of(foundation, at=at)
    return Account(
        foundation=foundation,
        plan=subscription.plan if subscription else Plan.objects.get(code=rules.FREE),
        subscription=subscription,
        uses=uses(limits, use_of(foundation)),
        invoices=list(
            Invoice.objects.filter(foundation=foundation)
            .exclude(state__in=[Invoice.State.DRAFT, Invoice.State.VOID])
            .order_by("-issued_at", "-pk")[:INVOICES_SHOWN]
        ),
        has_customer=Customer.objects.filter(foundation=foundation).exists(),
    )


def uses(limits: Mapping[str, int], used: Mapping[str, int]) -> list[Use]:
    """Set what is used beside what is allowed, in the order in which plans say it."""
    return [Use(name, used.get(name, 0), limits.get(name, 0)) for name in rules.PLANS[0].limits]


def treasurers_of(foundation: Foundation) -> QuerySet[Officer]:
    """Return the officers who read letters about money."""
    roles = [role for role in Officer.Role if rules.may_pay(role)]
    return (
        Officer.objects.filter(foundation=foundation, role__in=roles, user__is_active=True)
        .select_related("user")
        .order_by("since")
    )


def _largest(squares: list[Square], figure: str) -> int:
    return max((int(square.usage.get(figure, 0)) for square in squares), default=0)
