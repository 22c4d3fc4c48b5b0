"""What each object looks like when it is new.

Fields and their nullability as in Stripe's OpenAPI of the API version that the SDK speaks; a test
holds them against the SDK's own types.
Source: https://github.com/stripe/openapi
"""

import secrets
from typing import Any

Json = dict[str, Any]  # Any: whatever JSON can hold

API_VERSION = "2026-10-28.endive"
NO_TAX: Json = {"enabled": False, "disabled_reason": None, "liability": None, "status": None}


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


def checkout_session(now: int, **given: Any) -> Json:  # Any: fields of the object
    """A visit to the page where a card is entered."""
    return {
        "id": new_id("cs_test"),
        "object": "checkout.session",
        "amount_subtotal": None,
        "amount_total": None,
        "automatic_tax": NO_TAX | {"provider": None},
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
