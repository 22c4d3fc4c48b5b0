"""Visits to the hosted pages: checkout and the billing portal."""

from embedded.stripe_double import form, resources, shapes
from embedded.stripe_double.ledger import Ledger
from embedded.stripe_double.refusals import Refused
from embedded.stripe_double.resources import PAGING, endpoint
from embedded.stripe_double.shapes import Json


@endpoint(
    "POST", "/v1/checkout/sessions",
    "mode", "customer", "client_reference_id", "line_items", "success_url", "cancel_url",
    "metadata", "subscription_data", "locale", "automatic_tax", "billing_address_collection",
    "tax_id_collection", "customer_update", "allow_promotion_codes", "expires_at", "ui_mode",
    "payment_method_types", "payment_method_collection",
)  # fmt: skip
def create_checkout(ledger: Ledger, params: Json, _: str) -> Json:
    """Open a checkout of one subscription."""
    if form.text(params, "mode") != "subscription":
        raise Refused("The double sells subscriptions only.", param="mode")
    customer = ledger.store.get("customer", form.text(params, "customer"), "customer")
    lines = form.sequence(params, "line_items")
    if len(lines) != 1:
        raise Refused("The double sells one price at a time.", param="line_items")
    price = ledger.store.get("price", form.text(lines[0], "price"), "line_items[0][price]")
    session = shapes.checkout_session(
        ledger.moment(),
        customer=customer["id"],
        customer_email=None,
        currency=price["currency"],
        amount_subtotal=price["unit_amount"],
        amount_total=price["unit_amount"],
        client_reference_id=form.text(params, "client_reference_id", "") or None,
        success_url=form.text(params, "success_url"),
        cancel_url=form.text(params, "cancel_url", "") or None,
        metadata=form.mapping(params, "metadata"),
        locale=form.text(params, "locale", "") or None,
    )
    session["url"] = f"{ledger.address}/c/pay/{session['id']}"
    ledger.store.put(session)
    order = {
        "id": f"{session['id']}_order",
        "object": "order",
        "price": price["id"],
        "metadata": form.mapping(form.mapping(params, "subscription_data"), "metadata"),
    }
    ledger.store.put(order)
    return session


@endpoint("GET", "/v1/checkout/sessions", "customer", "status", "subscription", *PAGING)
def list_checkouts(ledger: Ledger, params: Json, _: str) -> Json:
    """List checkouts."""
    wanted = {name: params.get(name) for name in ("customer", "status", "subscription")}
    things = [
        it
        for it in ledger.store.every("checkout.session")
        if all(value in {None, it[name]} for name, value in wanted.items())
    ]
    return resources.page(params, things, "/v1/checkout/sessions")


@endpoint("GET", "/v1/checkout/sessions/*")
def get_checkout(ledger: Ledger, params: Json, identifier: str) -> Json:
    """Look a checkout up."""
    return ledger.store.get("checkout.session", identifier)


@endpoint("POST", "/v1/checkout/sessions/*/expire")
def expire_checkout(ledger: Ledger, params: Json, identifier: str) -> Json:
    """Close a checkout that nobody paid."""
    session = open_checkout(ledger, identifier)
    session |= {"status": "expired", "url": None}
    ledger.store.put(session)
    ledger.tell("checkout.session.expired", session)
    return session


@endpoint("POST", "/v1/billing_portal/sessions", "customer", "return_url", "locale")
def create_portal(ledger: Ledger, params: Json, _: str) -> Json:
    """Open the portal for a customer."""
    customer = ledger.store.get("customer", form.text(params, "customer"), "customer")
    session = shapes.portal_session(
        ledger.moment(),
        customer=customer["id"],
        return_url=form.text(params, "return_url", "") or None,
        locale=form.text(params, "locale", "") or None,
    )
    session["url"] = f"{ledger.address}/p/session/{session['id']}"
    return ledger.store.put(session)


def open_checkout(ledger: Ledger, identifier: str) -> Json:
    """Return a checkout that can still be paid.

    Raises: Refused.
    """
    session = ledger.store.get("checkout.session", identifier)
    if session["status"] != "open" or session["expires_at"] < ledger.moment():
        raise Refused(
            "This Session is not in an expireable state. Only Sessions that are open may be "
            "paid or expired."
        )
    return session


def price_of(ledger: Ledger, session: Json) -> Json:
    """Return what a checkout sells."""
    order = ledger.store.get("order", f"{session['id']}_order")
    return ledger.store.get("price", order["price"])


def complete(ledger: Ledger, session: Json) -> str:
    """Pay a checkout; return where the person goes next."""
    order = ledger.store.get("order", f"{session['id']}_order")
    price = ledger.store.get("price", order["price"])
    customer = ledger.store.get("customer", session["customer"])
    subscription, bill = ledger.subscribe(
        customer=customer, price=price, metadata=order["metadata"]
    )
    session |= {
        "status": "complete",
        "payment_status": "paid",
        "subscription": subscription["id"],
        "invoice": bill["id"],
        "customer_details": {
            "address": None,
            "email": customer["email"],
            "name": customer["name"],
            "phone": None,
            "tax_exempt": "none",
            "tax_ids": [],
        },
    }
    ledger.store.put(session)
    ledger.tell("checkout.session.completed", session)
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])
