"""What subscriptions and bills look like when they are new.

Source: https://github.com/stripe/openapi
"""

from typing import Any

from embedded.stripe_double.shapes import NO_TAX, Json, new_id


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
        "automatic_tax": NO_TAX,
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
        "automatic_tax": NO_TAX | {"provider": None},
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
