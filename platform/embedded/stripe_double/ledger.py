"""What happens to subscriptions and their bills.

Source: https://docs.stripe.com/billing/subscriptions/overview
"""

import calendar
from collections.abc import Callable
from datetime import UTC, datetime

from embedded.stripe_double import events, order_shapes, shapes
from embedded.stripe_double.refusals import Refused
from embedded.stripe_double.shapes import Json
from embedded.stripe_double.store import Store

ENDED = ("canceled", "incomplete_expired")
_RETRY_SECONDS = 3 * 24 * 3600


class Ledger:
    """Subscriptions and invoices; every change is told as an event."""

    def __init__(self, store: Store, *, now: Callable[[], float], address: str) -> None:
        self.store, self.address, self._now = store, address, now

    def moment(self) -> int:
        """Return the present, in whole seconds."""
        return int(self._now())

    def tell(self, kind: str, thing: Json, previous: Json | None = None) -> None:
        """Tell what happened to an object."""
        events.tell(self.store, kind, thing, at=self._now(), previous=previous)

    def subscribe(self, *, customer: Json, price: Json, metadata: Json) -> tuple[Json, Json]:
        """Begin a subscription whose first bill is paid; return both."""
        now = self.moment()
        subscription = order_shapes.subscription(
            now, customer=customer["id"], currency=price["currency"], metadata=metadata
        )
        item = order_shapes.subscription_item(
            now,
            subscription=subscription["id"],
            price=price,
            current_period_end=a_month_after(now),
        )
        subscription["items"] = shapes.listing(
            [item], f"/v1/subscription_items?subscription={subscription['id']}"
        )
        self.store.put(customer | {"currency": price["currency"]})
        bill = self._bill(
            subscription, [(price["unit_amount"], price, item)], reason="subscription_create"
        )
        subscription["latest_invoice"] = bill["id"]
        self.store.put(subscription)
        self.tell("customer.subscription.created", subscription)
        self.tell("invoice.finalized", bill)
        self.pay(bill)
        return subscription, bill

    def switch(self, subscription: Json, price: Json, *, proration: str) -> None:
        """Change the price in the middle of a period; charge or credit the difference.

        proration: "none", "create_prorations" or "always_invoice", the last bills at once.
        """
        self._refuse_when_ended(subscription)
        item = subscription["items"]["data"][0]
        before = item["price"]
        if before["id"] == price["id"]:
            return
        item["price"] = price
        self._save(subscription, {"items": {"data": [{"id": item["id"], "price": before}]}})
        start, end = item["current_period_start"], item["current_period_end"]
        left = max(0.0, (end - self.moment()) / (end - start))
        if proration == "always_invoice" and left:
            lines = [
                (-round(before["unit_amount"] * left), before, item),
                (round(price["unit_amount"] * left), price, item),
            ]
            self._charge(self._bill(subscription, lines, reason="subscription_update"))

    def cancel_at_period_end(self, subscription: Json, *, wish: bool) -> None:
        """Let it run out, or take that back."""
        self._refuse_when_ended(subscription)
        if subscription["cancel_at_period_end"] == wish:
            return
        end = subscription["items"]["data"][0]["current_period_end"]
        subscription["cancel_at_period_end"] = wish
        subscription["cancel_at"] = end if wish else None
        subscription["canceled_at"] = self.moment() if wish else None
        self._save(subscription, {"cancel_at_period_end": not wish})

    def cancel(self, subscription: Json, *, reason: str = "cancellation_requested") -> None:
        """End it now."""
        self._refuse_when_ended(subscription)
        now = self.moment()
        subscription |= {"status": "canceled", "ended_at": now}
        subscription["canceled_at"] = subscription["canceled_at"] or now
        subscription["cancellation_details"]["reason"] = reason
        self.store.put(subscription)
        self.tell("customer.subscription.deleted", subscription)

    def renew(self, subscription: Json, *, paid: bool) -> None:
        """Let the period end now: the next bill is paid or fails, or the subscription runs out."""
        self._refuse_when_ended(subscription)
        if subscription["cancel_at_period_end"]:
            self.cancel(subscription)
            return
        item = subscription["items"]["data"][0]
        before = {name: item[name] for name in ("current_period_start", "current_period_end")}
        item["current_period_start"] = item["current_period_end"]
        item["current_period_end"] = a_month_after(item["current_period_start"])
        lines = [(item["price"]["unit_amount"], item["price"], item)]
        bill = self._bill(subscription, lines, reason="subscription_cycle")
        subscription["latest_invoice"] = bill["id"]
        self._save(subscription, {"items": {"data": [{"id": item["id"], **before}]}})
        self.tell("invoice.finalized", bill)
        if paid:
            self.pay(bill)
        else:
            self.fail(bill)

    def pay(self, bill: Json) -> None:
        """Pay a bill; what was overdue is in order again."""
        if bill["status"] != "open":
            raise Refused("Invoice is already paid.", code="invoice_not_editable")
        bill |= {
            "status": "paid",
            "amount_paid": bill["amount_due"],
            "amount_remaining": 0,
            "attempted": True,
            "attempt_count": bill["attempt_count"] + 1,
            "next_payment_attempt": None,
        }
        bill["status_transitions"]["paid_at"] = self.moment()
        self.store.put(bill)
        self.tell("invoice.paid", bill)
        self.tell("invoice.payment_succeeded", bill)
        self._set_state(bill, "active")

    def fail(self, bill: Json) -> None:
        """Try to pay a bill and be declined."""
        bill |= {
            "attempted": True,
            "attempt_count": bill["attempt_count"] + 1,
            "next_payment_attempt": self.moment() + _RETRY_SECONDS,
        }
        self.store.put(bill)
        self.tell("invoice.payment_failed", bill)
        self._set_state(bill, "past_due")

    def subscriptions_of(self, customer: str) -> list[Json]:
        """Return a customer's subscriptions, newest first."""
        return [it for it in self.store.every("subscription") if it["customer"] == customer]

    def _charge(self, bill: Json) -> None:
        self.tell("invoice.finalized", bill)
        self.pay(bill)

    def _set_state(self, bill: Json, state: str) -> None:
        identifier = bill["parent"]["subscription_details"]["subscription"]
        subscription = self.store.get("subscription", identifier)
        if subscription["status"] not in {*ENDED, state}:
            before, subscription["status"] = subscription["status"], state
            self._save(subscription, {"status": before})

    def _save(self, subscription: Json, previous: Json) -> None:
        self.store.put(subscription)
        self.tell("customer.subscription.updated", subscription, previous)

    def _refuse_when_ended(self, subscription: Json) -> None:
        if subscription["status"] in ENDED:
            raise Refused(
                "A canceled subscription can only update its cancellation_details and metadata."
            )

    def _bill(
        self, subscription: Json, parts: list[tuple[int, Json, Json]], *, reason: str
    ) -> Json:
        """Write a bill for (amount, price, item) parts; a negative total becomes a credit."""
        customer = self.store.get("customer", subscription["customer"])
        total = sum(amount for amount, _, _ in parts)
        before = customer["balance"]
        due = max(0, total + before)
        customer["balance"] = min(0, total + before)
        number = customer["next_invoice_sequence"]
        customer["next_invoice_sequence"] = number + 1
        self.store.put(customer)
        bill = order_shapes.invoice(
            self.moment(),
            customer=customer["id"],
            customer_email=customer["email"],
            customer_name=customer["name"],
            currency=subscription["currency"],
            billing_reason=reason,
            number=f"{customer['invoice_prefix']}-{number:04d}",
            subtotal=total,
            total=total,
            amount_due=due,
            amount_remaining=due,
            starting_balance=before,
            ending_balance=customer["balance"],
            parent={
                "type": "subscription_details",
                "quote_details": None,
                "subscription_details": {
                    "metadata": subscription["metadata"],
                    "subscription": subscription["id"],
                },
            },
        )
        bill["lines"] = shapes.listing(
            [_line(bill["id"], *part, proration=reason == "subscription_update") for part in parts],
            f"/v1/invoices/{bill['id']}/lines",
        )
        bill["hosted_invoice_url"] = f"{self.address}/i/{bill['id']}"
        return self.store.put(bill)


def a_month_after(moment: int) -> int:
    """Return the same day of the next month, or its last day."""
    then = datetime.fromtimestamp(moment, UTC)
    year, month = then.year + then.month // 12, then.month % 12 + 1
    day = min(then.day, calendar.monthrange(year, month)[1])
    return int(then.replace(year=year, month=month, day=day).timestamp())


def _line(bill_id: str, amount: int, price: Json, item: Json, *, proration: bool) -> Json:
    return order_shapes.invoice_line(
        bill_id,
        amount=amount,
        currency=price["currency"],
        description=price["nickname"] or price["lookup_key"] or price["id"],
        period={"start": item["current_period_start"], "end": item["current_period_end"]},
        pricing={
            "type": "price_details",
            "price_details": {"price": price["id"], "product": price["product"]},
            "unit_amount_decimal": str(amount),
        },
        parent={
            "type": "subscription_item_details",
            "invoice_item_details": None,
            "subscription_item_details": {
                "invoice_item": None,
                "proration": proration,
                "proration_details": None,
                "subscription": item["subscription"],
                "subscription_item": item["id"],
            },
        },
    )
