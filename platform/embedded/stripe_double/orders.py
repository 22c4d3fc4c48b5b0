"""Subscriptions, bills, and what happened.

Source: https://docs.stripe.com/api
"""

from embedded.stripe_double import form, resources
from embedded.stripe_double.ledger import ENDED, Ledger
from embedded.stripe_double.refusals import Refused
from embedded.stripe_double.resources import PAGING, endpoint
from embedded.stripe_double.shapes import Json


@endpoint("GET", "/v1/subscriptions", "customer", "status", "price", *PAGING)
def list_subscriptions(ledger: Ledger, params: Json, _: str) -> Json:
    """List subscriptions; those that ended only when asked for."""
    customer, state = params.get("customer"), params.get("status")
    things = [
        it
        for it in ledger.store.every("subscription")
        if customer in {None, it["customer"]}
        and (state in {"all", it["status"]} or (state is None and it["status"] != "canceled"))
    ]
    return resources.page(params, things, "/v1/subscriptions")


@endpoint("GET", "/v1/subscriptions/*")
def get_subscription(ledger: Ledger, params: Json, identifier: str) -> Json:
    """Look a subscription up."""
    return ledger.store.get("subscription", identifier)


@endpoint(
    "POST", "/v1/subscriptions/*",
    "items", "proration_behavior", "cancel_at_period_end", "metadata", "payment_behavior",
)  # fmt: skip
def update_subscription(ledger: Ledger, params: Json, identifier: str) -> Json:
    """Change the price, or let it run out."""
    subscription = ledger.store.get("subscription", identifier)
    subscription["metadata"] |= form.mapping(params, "metadata")
    ledger.store.put(subscription)
    own = subscription["items"]["data"][0]["id"]
    for item in form.sequence(params, "items"):
        if item.get("id") != own:
            raise Refused(f"No such subscription item: '{item.get('id')}'", param="items[0][id]")
        price = ledger.store.get("price", form.text(item, "price"), "items[0][price]")
        proration = form.text(params, "proration_behavior", "create_prorations")
        ledger.switch(subscription, price, proration=proration)
    if "cancel_at_period_end" in params:
        wish = form.boolean(params, "cancel_at_period_end", default=False)
        ledger.cancel_at_period_end(ledger.store.get("subscription", identifier), wish=wish)
    return ledger.store.get("subscription", identifier)


@endpoint("DELETE", "/v1/subscriptions/*", "invoice_now", "prorate", "cancellation_details")
def cancel_subscription(ledger: Ledger, params: Json, identifier: str) -> Json:
    """End a subscription now."""
    subscription = ledger.store.get("subscription", identifier)
    if subscription["status"] in ENDED:
        raise Refused(
            f"No such subscription: '{identifier}'", status=404, code="resource_missing", param="id"
        )
    ledger.cancel(subscription)
    return subscription


@endpoint("GET", "/v1/invoices", "customer", "subscription", "status", *PAGING)
def list_invoices(ledger: Ledger, params: Json, _: str) -> Json:
    """List bills."""
    customer, state = params.get("customer"), params.get("status")
    subscription = params.get("subscription")
    things = [
        it
        for it in ledger.store.every("invoice")
        if customer in {None, it["customer"]}
        and state in {None, it["status"]}
        and subscription in {None, it["parent"]["subscription_details"]["subscription"]}
    ]
    return resources.page(params, things, "/v1/invoices")


@endpoint("GET", "/v1/invoices/*")
def get_invoice(ledger: Ledger, params: Json, identifier: str) -> Json:
    """Look a bill up."""
    return ledger.store.get("invoice", identifier)


@endpoint("POST", "/v1/invoices/*/pay", "paid_out_of_band")
def pay_invoice(ledger: Ledger, params: Json, identifier: str) -> Json:
    """Pay a bill."""
    ledger.pay(ledger.store.get("invoice", identifier))
    return ledger.store.get("invoice", identifier)


@endpoint("GET", "/v1/events", "type", "types", *PAGING)
def list_events(ledger: Ledger, params: Json, _: str) -> Json:
    """List what happened."""
    kinds = set(form.sequence(params, "types")) | ({params["type"]} if "type" in params else set())
    things = [it for it in ledger.store.every("event") if not kinds or it["type"] in kinds]
    return resources.page(params, things, "/v1/events")


@endpoint("GET", "/v1/events/*")
def get_event(ledger: Ledger, params: Json, identifier: str) -> Json:
    """Look up what happened."""
    return ledger.store.get("event", identifier)
