"""Brings our copy of a customer up to date with what the payment provider knows now.

Events only say that something changed; what is true is always asked anew. So they may come twice,
late or in any order.
"""

import re
from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from billing import queries, rules
from billing.events import (
    CancellationScheduled,
    PaymentFailed,
    PaymentRecovered,
    PlanChanged,
    SubscriptionEnded,
    SubscriptionStarted,
)
from billing.gateway import KnownInvoice, KnownSubscription, PaymentGateway
from billing.models.plan import Plan
from billing.models.subscription import Customer, Invoice, Subscription
from commons import audit
from commons.events import Fact, publish
from tenants.actions import grant_entitlements
from tenants.models.foundation import Foundation

ACTOR = "billing"


def refresh(customer: Customer, gateway: PaymentGateway, *, at: datetime) -> None:
    """Copy what the provider knows, grant what follows, and tell what changed.

    Call it in a transaction that holds the lock on the customer's row.
    """
    facts = bring_up_to_date(customer, gateway, at=at)
    grant(customer.foundation, at=at)
    for fact in facts:
        record(ACTOR, _act(fact), customer.foundation, at)
        publish(fact)


def grant(foundation: Foundation, *, at: datetime) -> bool:
    """Tell a foundation's squares what they may do, if they were told otherwise."""
    due = queries.limits_of(foundation, at=at)
    if foundation.entitlements == due:
        return False
    grant_entitlements(foundation=foundation, entitlements=due, actor=ACTOR, at=at)
    return True


@transaction.atomic
def record(actor: str, act: str, foundation: Foundation, at: datetime, **details: object) -> None:
    """Append an act of this room to the audit chain."""
    audit.record(
        actor=actor,
        action=f"billing.{act}",
        subject=f"foundation:{foundation.pk}",
        at=at,
        details=details,
    )


def bring_up_to_date(customer: Customer, gateway: PaymentGateway, *, at: datetime) -> list[Fact]:
    """Copy a customer's subscriptions and bills; the caller holds the lock on its row.

    Returns: what changed.
    """
    facts: list[Fact] = []
    plans = {plan.lookup_key: plan for plan in Plan.objects.exclude(lookup_key="")}
    for known in reversed(gateway.subscriptions_of(customer.stripe_id)):
        plan = plans.get(known.lookup_key)
        if plan is not None and known.state != Subscription.State.INCOMPLETE_EXPIRED:
            facts += _copy_subscription(customer, known, plan, at=at)
    for invoice in gateway.invoices_of(customer.stripe_id):
        _copy_invoice(customer, invoice)
    customer.mirrored_at = at
    customer.save(update_fields=["mirrored_at"])
    return facts


def _copy_subscription(
    customer: Customer, known: KnownSubscription, plan: Plan, *, at: datetime
) -> list[Fact]:
    before = Subscription.objects.filter(stripe_id=known.id).select_related("plan").first()
    now = before or Subscription(foundation_id=customer.pk, stripe_id=known.id, state="")
    old = (now.state, now.plan_id, now.cancel_at_period_end)
    now.plan, now.state = plan, known.state
    now.period_ends_at, now.started_at = known.period_ends_at, known.started_at
    now.cancel_at_period_end, now.ended_at = known.cancel_at_period_end, known.ended_at
    if now.state in Subscription.OVERDUE:
        if now.failed_at is None:
            now.failed_at, now.letters_sent = at, rules.letters_due(at, now=at)
    else:
        now.failed_at, now.letters_sent, now.lapsed_at = None, 0, None
    now.save()
    return list(_what_changed(now, *old))


def _what_changed(
    now: Subscription,
    state: str,
    plan: str | None,
    leaving: bool,  # noqa: FBT001
) -> Iterator[Fact]:
    """Say what became of a subscription that was in this state, on this plan, leaving or not."""
    if now.state in Subscription.PAYING and state not in Subscription.LIVE:
        yield SubscriptionStarted(now.pk)
    elif plan is not None and plan != now.plan_id:
        yield PlanChanged(now.pk, before=plan, after=now.plan_id)
    if now.is_overdue and state not in Subscription.OVERDUE:
        yield PaymentFailed(now.pk, letter=1)
    if now.state in Subscription.PAYING and state in Subscription.OVERDUE:
        yield PaymentRecovered(now.pk)
    if now.state == Subscription.State.CANCELED:
        if state in Subscription.LIVE:
            yield SubscriptionEnded(now.pk)
    elif now.cancel_at_period_end and not leaving:
        yield CancellationScheduled(now.pk)


def _copy_invoice(customer: Customer, known: KnownInvoice) -> None:
    Invoice.objects.update_or_create(
        stripe_id=known.id,
        defaults={
            "foundation_id": customer.pk,
            "number": known.number,
            "state": known.state,
            "due_cents": known.due_cents,
            "paid_cents": known.paid_cents,
            "currency": known.currency,
            "issued_at": known.issued_at,
            "paid_at": known.paid_at,
            "page_url": known.page_url,
        },
    )


def _act(fact: Fact) -> str:
    """Return a fact's name as the audit chain writes acts: PlanChanged is plan_changed."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(fact).__name__).lower()
