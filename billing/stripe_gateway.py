"""Those eight things, spoken to Stripe.

With STRIPE_API_BASE set the same words go to the double; nothing else differs.
Source: https://docs.stripe.com/api
"""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, cast

import stripe  # noqa: TID251 - this is the gateway
from django.conf import settings
from typing_extensions import override

from billing.errors import PaymentsUnavailable, SignatureRefused
from billing.gateway import Happening, KnownInvoice, KnownSubscription, PaymentGateway, PriceTag

log = logging.getLogger(__name__)

_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, OverflowError, OSError)
TIMEOUT_SECONDS = 10
RETRIES = 2
# Source: https://docs.stripe.com/webhooks#replay-attacks
TOLERANCE_SECONDS = 300
# The languages that checkout and portal speak, of those we speak; "auto" asks the browser.
# Source: https://docs.stripe.com/js/appendix/supported_locales
_SPOKEN = frozenset(
    ["de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "sv", "tr", "zh"]
)


def connect() -> PaymentGateway:
    """Return the gateway that the settings name."""
    return _connect(
        settings.STRIPE_API_BASE, settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET
    )


@lru_cache(maxsize=4)
def _connect(base: str, key: str, webhook_secret: str) -> "StripeGateway":
    return StripeGateway(base=base, key=key, webhook_secret=webhook_secret)


class StripeGateway(PaymentGateway):
    """Stripe, or what answers at another base address as Stripe does."""

    def __init__(self, *, base: str, key: str, webhook_secret: str) -> None:
        self._webhook_secret = webhook_secret
        self._stripe = stripe.StripeClient(
            key or "sk_none",
            base_addresses={"api": base} if base else None,
            max_network_retries=RETRIES,
            http_client=stripe.RequestsClient(timeout=TIMEOUT_SECONDS),
        )

    @override
    def register_customer(self, *, reference: str, name: str, email: str, language: str) -> str:
        with _translated():
            made = self._stripe.v1.customers.create(
                {
                    "name": name,
                    "email": email,
                    "preferred_locales": [language],
                    "metadata": {"reference": reference},
                },
                {"idempotency_key": f"customer-{reference}"},
            )
        return made.id

    @override
    def open_checkout(
        self, *, customer_id: str, price: PriceTag, success_url: str, cancel_url: str, language: str
    ) -> str:
        with _translated():
            price_id = self._price_id(price)
            self._expire_checkouts(customer_id)
            made = self._stripe.v1.checkout.sessions.create(
                {
                    "mode": "subscription",
                    "customer": customer_id,
                    "line_items": [{"price": price_id, "quantity": 1}],
                    "success_url": success_url,
                    "cancel_url": cancel_url,
                    # Any: Stripe's list of forty literals, of which `_locale` returns one.
                    "locale": cast("Any", _locale(language)),
                }
            )
        return made.url or cancel_url

    @override
    def open_portal(self, *, customer_id: str, return_url: str, language: str) -> str:
        with _translated():
            made = self._stripe.v1.billing_portal.sessions.create(
                {"customer": customer_id, "return_url": return_url}
            )
        return made.url

    @override
    def change_price(self, *, subscription_id: str, price: PriceTag, attempt: str) -> None:
        with _translated():
            known = self._stripe.v1.subscriptions.retrieve(subscription_id).to_dict()
            self._stripe.v1.subscriptions.update(
                subscription_id,
                {
                    "items": [
                        {"id": known["items"]["data"][0]["id"], "price": self._price_id(price)}
                    ],
                    "proration_behavior": "always_invoice",
                    "cancel_at_period_end": False,
                },
                {"idempotency_key": f"change-{subscription_id}-{price.lookup_key}-{attempt}"},
            )

    @override
    def cancel_at_period_end(self, *, subscription_id: str, wish: bool) -> None:
        with _translated():
            self._stripe.v1.subscriptions.update(subscription_id, {"cancel_at_period_end": wish})

    @override
    def subscriptions_of(self, customer_id: str) -> list[KnownSubscription]:
        with _translated():
            found = self._stripe.v1.subscriptions.list(
                {"customer": customer_id, "status": "all", "limit": 100}
            )
        return [_subscription(it.to_dict()) for it in found.data]

    @override
    def invoices_of(self, customer_id: str) -> list[KnownInvoice]:
        with _translated():
            found = self._stripe.v1.invoices.list({"customer": customer_id, "limit": 100})
        return [_invoice(it.to_dict()) for it in found.data]

    @override
    def read_event(self, payload: bytes, signature: str) -> Happening:
        if not self._webhook_secret:  # anybody signs with nothing
            raise SignatureRefused
        try:
            stripe.WebhookSignature.verify_header(
                payload, signature, self._webhook_secret, TOLERANCE_SECONDS
            )
            return _happening(payload)
        except (stripe.SignatureVerificationError, *_UNREADABLE) as error:
            raise SignatureRefused from error

    def _price_id(self, tag: PriceTag) -> str:
        """Return the id of the price of a lookup key, made where it is missing or has changed."""
        prices = self._stripe.v1.prices
        found = prices.list({"lookup_keys": [tag.lookup_key], "active": True, "limit": 1}).data
        wanted = (tag.cents, tag.currency.lower())
        if found and (found[0].unit_amount, found[0].currency) == wanted:
            return found[0].id
        made = prices.create(
            {
                "product": self._product_id(tag),
                "currency": tag.currency.lower(),
                "unit_amount": tag.cents,
                "recurring": {"interval": "month"},
                "lookup_key": tag.lookup_key,
                "transfer_lookup_key": True,
                "nickname": tag.name,
            }
        )
        return made.id

    def _product_id(self, tag: PriceTag) -> str:
        try:
            return self._stripe.v1.products.retrieve(tag.lookup_key).id
        except stripe.InvalidRequestError as error:
            if error.code != "resource_missing":
                raise
        return self._stripe.v1.products.create({"id": tag.lookup_key, "name": tag.name}).id

    def _expire_checkouts(self, customer_id: str) -> None:
        """Close what was opened before: two open checkouts could be paid twice."""
        sessions = self._stripe.v1.checkout.sessions
        for session in sessions.list({"customer": customer_id, "status": "open"}).data:
            sessions.expire(session.id)


@contextmanager
def _translated() -> Iterator[None]:
    """Turn Stripe's errors into our refusal; a request that was wrong is a fault of ours."""
    try:
        yield
    except (stripe.APIConnectionError, stripe.APIError, stripe.RateLimitError) as error:
        log.warning("Stripe does not answer: %s", type(error).__name__)
        raise PaymentsUnavailable from error
    except stripe.StripeError as error:
        log.exception("Stripe refused what we asked for")
        raise PaymentsUnavailable from error


def _happening(payload: bytes) -> Happening:
    """Read an event; what is none raises one of `_UNREADABLE`."""
    told = json.loads(payload)
    return Happening(
        id=str(told["id"]),
        kind=str(told["type"]),
        at=_moment(told["created"]),
        customer_id=_customer_of(told["data"]["object"]),
        payload=told,
    )


def _subscription(it: dict[str, Any]) -> KnownSubscription:  # Any: Stripe's JSON
    item = it["items"]["data"][0]
    return KnownSubscription(
        id=it["id"],
        lookup_key=item["price"].get("lookup_key") or item["price"]["product"],
        state=it["status"],
        # Since 2025 the period belongs to the item.
        period_ends_at=_moment(item["current_period_end"]),
        cancel_at_period_end=it["cancel_at_period_end"] or it.get("cancel_at") is not None,
        started_at=_moment(it["start_date"]),
        ended_at=_moment(it["ended_at"]) if it.get("ended_at") else None,
    )


def _invoice(it: dict[str, Any]) -> KnownInvoice:  # Any: Stripe's JSON
    paid = it["status_transitions"].get("paid_at")
    return KnownInvoice(
        id=it["id"],
        number=it.get("number") or "",
        state=it.get("status") or "draft",
        due_cents=it["amount_due"],
        paid_cents=it["amount_paid"],
        currency=it["currency"].upper(),
        issued_at=_moment(it["created"]),
        paid_at=_moment(paid) if paid else None,
        page_url=it.get("hosted_invoice_url") or "",
    )


def _customer_of(about: dict[str, Any]) -> str:  # Any: Stripe's JSON
    if about.get("object") == "customer":
        return str(about["id"])
    customer = about.get("customer") or ""
    return str(customer.get("id", "")) if isinstance(customer, dict) else str(customer)


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _locale(language: str) -> str:
    short = language.split("-", maxsplit=1)[0]
    return short if short in _SPOKEN else "auto"
