"""Every write of this room: paying, changing, ending, and hearing what Stripe tells."""

from datetime import datetime, timedelta

from django.db import transaction

from billing import mirror, queries, rules
from billing.addresses import address_of
from billing.errors import (
    NothingToPayFor,
    PlanAlreadyYours,
    PlanTooSmall,
    PurseNotYours,
    SignatureRefused,
)
from billing.events import PaymentFailed, PlanLapsed
from billing.gateway import Happening, PriceTag
from billing.models.plan import Plan
from billing.models.subscription import Customer, Subscription
from billing.models.webhook import WebhookEvent
from billing.stripe_gateway import connect
from commons.events import publish
from tenants.models.foundation import Foundation, Officer

KEEP_PAYLOADS = timedelta(days=90)
# What concerns a customer's subscription; everything else is kept and left alone.
_HEARD = ("checkout.session.", "customer.subscription.", "invoice.")


@transaction.atomic
def plant_plans() -> int:
    """Write the plans of `rules.PLANS` down as they are now; return how many there are.

    Repeatable. A plan that is no longer in the table stays for those who have it, unlisted.
    """
    for position, terms in enumerate(rules.PLANS):
        Plan.objects.update_or_create(
            code=terms.code,
            defaults={
                "name": terms.name,
                "price_cents": terms.price_cents,
                "currency": rules.CURRENCY,
                "limits": dict(terms.limits),
                "lookup_key": terms.lookup_key,
                "position": position,
                "listed": terms.listed,
            },
        )
    offered = [terms.code for terms in rules.PLANS]
    Plan.objects.exclude(code__in=offered).update(listed=False)
    return len(rules.PLANS)


def start_checkout(*, by: Officer, plan: Plan, at: datetime) -> str:
    """Open the provider's page on which a first subscription is paid; return its address.

    Raises: PurseNotYours, PlanAlreadyYours, PaymentsUnavailable.
    """
    _refuse_without_purse(by)
    if plan.is_free or queries.live_subscription(by.foundation) is not None:
        raise PlanAlreadyYours
    customer = _customer_of(by, at=at)
    address = connect().open_checkout(
        customer_id=customer.stripe_id,
        price=_tag(plan),
        success_url=address_of("billing_thanks", by.foundation_id),
        cancel_url=address_of("billing_abandoned", by.foundation_id),
        language=_language(by),
    )
    mirror.record(by.actor, "checkout_started", by.foundation, at, plan=plan.code)
    return address


def open_portal(*, by: Officer, at: datetime) -> str:
    """Open the provider's page for cards and bills; return its address.

    Raises: PurseNotYours, NothingToPayFor, PaymentsUnavailable.
    """
    _refuse_without_purse(by)
    customer = Customer.objects.filter(foundation=by.foundation).first()
    if customer is None:
        raise NothingToPayFor
    address = connect().open_portal(
        customer_id=customer.stripe_id,
        return_url=address_of("billing", by.foundation_id),
        language=_language(by),
    )
    mirror.record(by.actor, "portal_opened", by.foundation, at)
    return address


def change_plan(*, by: Officer, plan: Plan, attempt: str, at: datetime) -> None:
    """Move a running subscription to another plan; the difference is settled at once.

    attempt: the same for a form that was sent twice.  The free plan means: let it run out.
    Raises: PurseNotYours, NothingToPayFor, PlanAlreadyYours, PlanTooSmall, PaymentsUnavailable.
    """
    if plan.is_free:
        cancel(by=by, at=at)
        return
    subscription = _own_subscription(by)
    if plan == subscription.plan and not subscription.cancel_at_period_end:
        raise PlanAlreadyYours
    if missing := rules.what_does_not_fit(plan.limits, queries.use_of(by.foundation)):
        raise PlanTooSmall(reasons=", ".join(str(rules.LIMIT_NAMES[name]) for name in missing))
    connect().change_price(
        subscription_id=subscription.stripe_id, price=_tag(plan), attempt=attempt
    )
    mirror.record(
        by.actor, "plan_changed", by.foundation, at, before=subscription.plan_id, after=plan.code
    )
    bring_up_to_date(foundation=by.foundation, at=at)


def cancel(*, by: Officer, at: datetime) -> None:
    """Let the subscription run out at the end of the period that is paid for.

    Raises: PurseNotYours, NothingToPayFor, PaymentsUnavailable.
    """
    _let_run_out(by, wish=True, at=at)


def keep(*, by: Officer, at: datetime) -> None:
    """Take a cancellation back, while the period lasts.

    Raises: PurseNotYours, NothingToPayFor, PaymentsUnavailable.
    """
    _let_run_out(by, wish=False, at=at)


def receive_event(*, payload: bytes, signature: str, at: datetime) -> WebhookEvent.Outcome | None:
    """Take an event in, once and only once.

    The event's row and what follows from it stand in one transaction: if either fails, neither is
    there and the provider tells it again. A second delivery of the same event, even at the same
    moment, waits for the first at the primary key and then does nothing.
    Returns: what became of it; None for one that was taken in before.
    Raises: SignatureRefused, PaymentsUnavailable.
    Source: https://docs.stripe.com/webhooks#best-practices
    """
    happening = connect().read_event(payload, signature)
    if "\\u0000" in payload.decode(errors="replace"):  # Postgres keeps no such text
        raise SignatureRefused
    with transaction.atomic():
        fresh = WebhookEvent.objects.bulk_create(
            [
                WebhookEvent(
                    stripe_id=happening.id,
                    kind=happening.kind[:100],
                    payload=happening.payload,
                    happened_at=happening.at,
                    received_at=at,
                )
            ],
            ignore_conflicts=True,
        )
        event = WebhookEvent.objects.select_for_update().get(pk=fresh[0].pk)
        if event.processed_at is not None:
            return None
        event.outcome, event.processed_at = _apply(happening, at=at), at
        event.save(update_fields=["outcome", "processed_at"])
        return WebhookEvent.Outcome(event.outcome)


def bring_up_to_date(*, foundation: Foundation, at: datetime) -> bool:
    """Ask the provider how things stand with a foundation, and grant what follows.

    Returns: whether the provider knows the foundation.
    Raises: PaymentsUnavailable.
    Cost: two requests to the provider, with the customer's row locked meanwhile.
    """
    with transaction.atomic():
        customer = Customer.objects.select_for_update().filter(foundation=foundation).first()
        if customer is None:
            return False
        mirror.refresh(customer, connect(), at=at)
        return True


@transaction.atomic
def remind_and_lapse(*, subscription_id: int, at: datetime) -> None:
    """Send the letter that is due for an unpaid subscription, or end its days of grace.

    Repeatable: a letter goes out once, however often this is asked.
    """
    subscription = (
        Subscription.objects.select_for_update()
        .filter(pk=subscription_id, failed_at__isnull=False)
        .first()
    )
    if subscription is None or subscription.failed_at is None or subscription.lapsed_at:
        return
    due = rules.letters_due(subscription.failed_at, now=at)
    if rules.has_lapsed(subscription.failed_at, now=at):
        subscription.lapsed_at, subscription.letters_sent = at, due
        subscription.save(update_fields=["lapsed_at", "letters_sent"])
        mirror.grant(subscription.foundation, at=at)
        mirror.record(
            mirror.ACTOR, "plan_lapsed", subscription.foundation, at, plan=subscription.plan_id
        )
        publish(PlanLapsed(subscription.pk))
    elif due > subscription.letters_sent:
        subscription.letters_sent = due
        subscription.save(update_fields=["letters_sent"])
        mirror.record(mirror.ACTOR, "payment_reminded", subscription.foundation, at, letter=due)
        publish(PaymentFailed(subscription.pk, letter=due))


@transaction.atomic
def grant_what_is_due(*, foundation: Foundation, at: datetime) -> bool:
    """Tell a foundation's squares what they may do, if they were told otherwise."""
    return mirror.grant(Foundation.objects.select_for_update().get(pk=foundation.pk), at=at)


def forget_payloads(*, at: datetime) -> int:
    """Empty events of long ago: they carry names and addresses that nobody needs any more."""
    return (
        WebhookEvent.objects.filter(received_at__lt=at - KEEP_PAYLOADS)
        .exclude(payload={})
        .update(payload={})
    )


def _apply(happening: Happening, *, at: datetime) -> WebhookEvent.Outcome:
    if not happening.kind.startswith(_HEARD):
        return WebhookEvent.Outcome.IGNORED
    customer = Customer.objects.select_for_update().filter(stripe_id=happening.customer_id).first()
    if customer is None:
        return WebhookEvent.Outcome.STRANGER
    mirror.refresh(customer, connect(), at=at)
    return WebhookEvent.Outcome.APPLIED


def _let_run_out(by: Officer, *, wish: bool, at: datetime) -> None:
    subscription = _own_subscription(by)
    if subscription.cancel_at_period_end == wish:
        return
    connect().cancel_at_period_end(subscription_id=subscription.stripe_id, wish=wish)
    mirror.record(
        by.actor, "subscription_cancelled" if wish else "subscription_kept", by.foundation, at
    )
    bring_up_to_date(foundation=by.foundation, at=at)


def _customer_of(by: Officer, *, at: datetime) -> Customer:
    """Return the foundation's customer, made known to the provider where it is not yet."""
    foundation = by.foundation
    known = Customer.objects.filter(foundation=foundation).first()
    if known is not None:
        return known
    stripe_id = connect().register_customer(
        reference=f"{foundation.pk}-{foundation.founded_at.timestamp():.0f}",
        name=foundation.name,
        email=foundation.contact_email,
        language=_language(by),
    )
    with transaction.atomic():
        customer, made = Customer.objects.get_or_create(
            foundation=foundation, defaults={"stripe_id": stripe_id, "made_at": at}
        )
        if made:
            mirror.record(by.actor, "customer_registered", foundation, at)
    return customer


def _own_subscription(by: Officer) -> Subscription:
    _refuse_without_purse(by)
    subscription = queries.live_subscription(by.foundation)
    if subscription is None:
        raise NothingToPayFor
    return subscription


def _refuse_without_purse(by: Officer) -> None:
    if not rules.may_pay(by.role):
        raise PurseNotYours


def _tag(plan: Plan) -> PriceTag:
    return PriceTag(plan.lookup_key, plan.name, plan.price_cents, plan.currency)


def _language(by: Officer) -> str:
    return by.user.language or "en"
