"""What each object looks like when it is new.

Fields and their nullability as in Stripe's OpenAPI of the API version that the SDK speaks; a test
holds them against the SDK's own types.
Source: https://github.com/stripe/openapi
"""

import secrets
from typing import Any

Json = dict[str, Any]  # Any: whatever JSON can hold

API_VERSION = "2026-10-28.endive"
_NO_TAX: Json = {"enabled": False, "disabled_reason": None, "liability": None, "status": None}


def new_id(prefix: str) -> str:
    """Return an id in Stripe's manner."""
    return f"{prefix}_{secrets.token_hex(12)}"


def customer(now: int, **given: Any) -> Json:  # Any: fields of the object
    """Someone who pays."""
    return {
        "id": new_id("cus"),
        "object": "customer",
        "address": None,
        "balance": 0,
        "created": now,
        "currency": None,
        "default_source": None,
        "delinquent": False,
        "description": None,
        "discount": None,
        "email": None,
        "invoice_prefix": secrets.token_hex(4).upper(),
        "invoice_settings": {
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        "livemode": False,
        "metadata": {},
        "name": None,
        "next_invoice_sequence": 1,
        "phone": None,
        "preferred_locales": [],
        "shipping": None,
        "tax_exempt": "none",
        "test_clock": None,
    } | given


def product(now: int, **given: Any) -> Json:  # Any: fields of the object
    """Something that is sold."""
    return {
        "id": new_id("prod"),
        "object": "product",
        "active": True,
        "created": now,
        "default_price": None,
        "description": None,
        "images": [],
        "livemode": False,
        "marketing_features": [],
        "metadata": {},
        "name": "",
        "package_dimensions": None,
        "shippable": None,
        "statement_descriptor": None,
        "tax_code": None,
        "type": "service",
        "unit_label": None,
        "updated": now,
        "url": None,
    } | given


def price(now: int, **given: Any) -> Json:  # Any: fields of the object
    """What a product costs, and how often."""
    return {
        "id": new_id("price"),
        "object": "price",
        "active": True,
        "billing_scheme": "per_unit",
        "created": now,
        "currency": "eur",
        "custom_unit_amount": None,
        "livemode": False,
        "lookup_key": None,
        "metadata": {},
        "nickname": None,
        "product": "",
        "recurring": {
            "interval": "month",
            "interval_count": 1,
            "meter": None,
            "trial_period_days": None,
            "usage_type": "licensed",
        },
        "tax_behavior": "unspecified",
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "recurring",
        "unit_amount": 0,
        "unit_amount_decimal": "0",
    } | given


def subscription_item(now: int, **given: Any) -> Json:  # Any: fields of the object
    """One price within a subscription; its period lives here, not on the subscription."""
    return {
        "id": new_id("si"),
        "object": "subscription_item",
        "billing_thresholds": None,
        "created": now,
        "current_period_end": now,
        "current_period_start": now,
        "discounts": [],
        "metadata": {},
        "price": None,
        "quantity": 1,
        "subscription": "",
        "tax_rates": [],
    } | given


def subscription(now: int, **given: Any) -> Json:  # Any: fields of the object
    """A standing order."""
    return {
        "id": new_id("sub"),
        "object": "subscription",
        "application": None,
        "application_fee_percent": None,
        "automatic_tax": _NO_TAX,
        "billing_cycle_anchor": now,
        "billing_cycle_anchor_config": None,
        "billing_mode": {"type": "flexible", "flexible": {"proration_discounts": "included"}},
        "billing_schedules": [],
        "billing_thresholds": None,
        "cancel_at": None,
        "cancel_at_period_end": False,
        "canceled_at": None,
        "cancellation_details": {"comment": None, "feedback": None, "reason": None},
        "collection_method": "charge_automatically",
        "created": now,
        "currency": "eur",
        "customer": "",
        "days_until_due": None,
        "default_payment_method": None,
        "default_source": None,
        "default_tax_rates": [],
        "description": None,
        "discounts": [],
        "ended_at": None,
        "invoice_settings": {"account_tax_ids": None, "issuer": {"type": "self"}},
        "items": None,
        "latest_invoice": None,
        "livemode": False,
        "metadata": {},
        "next_pending_invoice_item_invoice": None,
        "on_behalf_of": None,
        "pause_collection": None,
        "pending_setup_intent": None,
        "pending_update": None,
        "schedule": None,
        "start_date": now,
        "status": "active",
        "test_clock": None,
        "transfer_data": None,
        "trial_end": None,
        "trial_start": None,
    } | given


def invoice(now: int, **given: Any) -> Json:  # Any: fields of the object
    """A bill, open until it is paid."""
    return {
        "id": new_id("in"),
        "object": "invoice",
        "account_country": "DE",
        "account_name": "Stripe double",
        "amount_due": 0,
        "amount_overpaid": 0,
        "amount_paid": 0,
        "amount_remaining": 0,
        "amount_shipping": 0,
        "application": None,
        "attempt_count": 0,
        "attempted": False,
        "auto_advance": False,
        "automatic_tax": _NO_TAX | {"provider": None},
        "billing_reason": "subscription_create",
        "collection_method": "charge_automatically",
        "created": now,
        "currency": "eur",
        "customer": "",
        "customer_email": None,
        "customer_name": None,
        "default_tax_rates": [],
        "description": None,
        "discounts": [],
        "due_date": None,
        "effective_at": now,
        "ending_balance": 0,
        "hosted_invoice_url": None,
        "invoice_pdf": None,
        "issuer": {"type": "self"},
        "lines": None,
        "livemode": False,
        "metadata": {},
        "next_payment_attempt": None,
        "number": None,
        "parent": None,
        "payment_settings": {
            "default_mandate": None,
            "payment_method_options": None,
            "payment_method_types": None,
        },
        "period_end": now,
        "period_start": now,
        "post_payment_credit_notes_amount": 0,
        "pre_payment_credit_notes_amount": 0,
        "receipt_number": None,
        "starting_balance": 0,
        "status": "open",
        "status_transitions": {
            "finalized_at": now,
            "marked_uncollectible_at": None,
            "paid_at": None,
            "voided_at": None,
        },
        "subtotal": 0,
        "total": 0,
        "total_discount_amounts": [],
        "total_taxes": [],
    } | given


def invoice_line(invoice_id: str, **given: Any) -> Json:  # Any: fields of the object
    """One line of a bill."""
    return {
        "id": new_id("il"),
        "object": "line_item",
        "amount": 0,
        "currency": "eur",
        "description": None,
        "discount_amounts": [],
        "discountable": True,
        "discounts": [],
        "invoice": invoice_id,
        "livemode": False,
        "metadata": {},
        "parent": None,
        "period": {"start": 0, "end": 0},
        "pricing": None,
        "quantity": 1,
        "subtotal": given.get("amount", 0),
        "taxes": [],
    } | given


def checkout_session(now: int, **given: Any) -> Json:  # Any: fields of the object
    """A visit to the page where a card is entered."""
    return {
        "id": new_id("cs_test"),
        "object": "checkout.session",
        "amount_subtotal": None,
        "amount_total": None,
        "automatic_tax": _NO_TAX | {"provider": None},
        "billing_address_collection": None,
        "cancel_url": None,
        "client_reference_id": None,
        "created": now,
        "currency": None,
        "custom_fields": [],
        "custom_text": {
            "after_submit": None,
            "shipping_address": None,
            "submit": None,
            "terms_of_service_acceptance": None,
        },
        "customer": None,
        "customer_details": None,
        "customer_email": None,
        "expires_at": now + 24 * 3600,
        "invoice": None,
        "livemode": False,
        "locale": None,
        "metadata": {},
        "mode": "subscription",
        "payment_intent": None,
        "payment_method_types": ["card"],
        "payment_status": "unpaid",
        "setup_intent": None,
        "shipping_options": [],
        "status": "open",
        "subscription": None,
        "success_url": None,
        "ui_mode": "hosted_page",
        "url": None,
    } | given


def portal_session(now: int, **given: Any) -> Json:  # Any: fields of the object
    """A visit to the page where a customer looks after their subscription."""
    return {
        "id": new_id("bps"),
        "object": "billing_portal.session",
        "configuration": "bpc_double",
        "created": now,
        "customer": "",
        "customer_account": None,
        "flow": None,
        "livemode": False,
        "locale": None,
        "on_behalf_of": None,
        "return_url": None,
        "url": "",
    } | given


def event(now: int, **given: Any) -> Json:  # Any: fields of the object
    """Something that happened, as a webhook tells it."""
    return {
        "id": new_id("evt"),
        "object": "event",
        "api_version": API_VERSION,
        "created": now,
        "data": {},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": "",
    } | given


def listing(items: list[Json], address: str, *, more: bool = False) -> Json:
    """One page of a list."""
    return {"object": "list", "data": items, "has_more": more, "url": address}
