"""What we ask of a payment provider: eight things, in our words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True)
class PriceTag:
    """What a plan costs a month, and the key under which the provider keeps its price."""

    lookup_key: str
    name: str
    cents: int
    currency: str


@dataclass(frozen=True)
class KnownSubscription:
    """A subscription as the provider knows it now."""

    id: str
    lookup_key: str
    state: str
    period_ends_at: datetime
    cancel_at_period_end: bool
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class KnownInvoice:
    """A bill as the provider knows it now."""

    id: str
    number: str
    state: str
    due_cents: int
    paid_cents: int
    currency: str
    issued_at: datetime
    paid_at: datetime | None
    page_url: str


@dataclass(frozen=True)
class Happening:
    """An event whose signature was found good.

    customer_id: empty where the event is about nobody.
    """

    id: str
    kind: str
    at: datetime
    customer_id: str
    payload: Mapping[str, Any]  # Any: the event as it came


class PaymentGateway(Protocol):
    """The provider. Every method but `read_event` raises PaymentsUnavailable."""

    def register_customer(self, *, reference: str, name: str, email: str, language: str) -> str:
        """Return the provider's id of a new customer; the same reference makes one only."""

    def open_checkout(
        self, *, customer_id: str, price: PriceTag, success_url: str, cancel_url: str, language: str
    ) -> str:
        """Return the address where a subscription is paid; at most one stays open a customer."""

    def open_portal(self, *, customer_id: str, return_url: str, language: str) -> str:
        """Return the address where cards and bills are looked after."""

    def change_price(self, *, subscription_id: str, price: PriceTag, attempt: str) -> None:
        """Move a subscription to another price and settle the difference now."""

    def cancel_at_period_end(self, *, subscription_id: str, wish: bool) -> None:
        """Let a subscription run out, or take that back."""

    def subscriptions_of(self, customer_id: str) -> list[KnownSubscription]:
        """Return a customer's subscriptions, ended ones too, newest first."""

    def invoices_of(self, customer_id: str) -> list[KnownInvoice]:
        """Return a customer's latest bills, newest first, at most a hundred."""

    def read_event(self, payload: bytes, signature: str) -> Happening:
        """Return what a webhook says.

        Raises: SignatureRefused.
        """
