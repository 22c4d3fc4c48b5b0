"""What the API answers: one function an address, each with the parameters it knows.

Source: https://docs.stripe.com/api
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from embedded.stripe_double import form, shapes
from embedded.stripe_double.ledger import ENDED, Ledger
from embedded.stripe_double.refusals import Refused
from embedded.stripe_double.shapes import Json

Answerer = Callable[[Ledger, Json, str], Json]
PAGING = frozenset({"limit", "starting_after", "ending_before"})


@dataclass(frozen=True)
class Endpoint:
    """One method and address: who answers, and which parameters there are."""

    method: str
    path: re.Pattern[str]
    answer: Answerer
    params: frozenset[str]


ENDPOINTS: list[Endpoint] = []


def endpoint(method: str, path: str, *params: str) -> Callable[[Answerer], Answerer]:
    """Register who answers at an address; `*` stands for an id."""
    pattern = re.compile(re.escape(path).replace(r"\*", r"([A-Za-z0-9_]+)"))

    def register(answer: Answerer) -> Answerer:
        ENDPOINTS.append(Endpoint(method, pattern, answer, frozenset(params)))
        return answer

    return register


def answer(ledger: Ledger, method: str, path: str, params: Json) -> Json:
    """Answer an API request.

    Raises: Refused.
    """
    for candidate in ENDPOINTS:
        found = candidate.path.fullmatch(path)
        if found and candidate.method == method:
            form.known_only(params, candidate.params)
            return candidate.answer(ledger, params, found[1] if found.groups() else "")
    raise Refused(f"Unrecognized request URL ({method}: {path}).", status=404)


def page(params: Json, things: list[Json], address: str) -> Json:
    """Cut one page out of a list, newest first.

    Source: https://docs.stripe.com/api/pagination
    """
    limit = form.integer(params, "limit", 10)
    if not 1 <= limit <= 100:
        raise Refused("Invalid limit: between 1 and 100.", param="limit")
    ids = [thing["id"] for thing in things]
    if after := params.get("starting_after"):
        start = _position(ids, after, "starting_after") + 1
        return shapes.listing(things[start : start + limit], address, more=len(ids) > start + limit)
    if before := params.get("ending_before"):
        end = _position(ids, before, "ending_before")
        start = max(0, end - limit)
        return shapes.listing(things[start:end], address, more=start > 0)
    return shapes.listing(things[:limit], address, more=len(ids) > limit)


def _position(ids: list[str], identifier: str, param: str) -> int:
    if identifier not in ids:
        raise Refused(f"No such object: '{identifier}'", code="resource_missing", param=param)
    return ids.index(identifier)


def _fields(params: Json, *names: str) -> Json:
    return {name: form.text(params, name, "") or None for name in names if name in params}


# -- customers ---------------------------------------------------------------------------------

_CUSTOMER = ("name", "email", "description", "phone", "metadata", "preferred_locales", "address")


@endpoint("POST", "/v1/customers", *_CUSTOMER)
def create_customer(ledger: Ledger, params: Json, _: str) -> Json:
    """Make a customer."""
    given = _fields(params, "name", "email", "description", "phone")
    customer = shapes.customer(
        ledger.moment(),
        **given,
        metadata=form.mapping(params, "metadata"),
        preferred_locales=form.sequence(params, "preferred_locales"),
    )
    ledger.store.put(customer)
    ledger.tell("customer.created", customer)
    return customer


@endpoint("GET", "/v1/customers", "email", *PAGING)
def list_customers(ledger: Ledger, params: Json, _: str) -> Json:
    """List customers."""
    email = params.get("email")
    things = [it for it in ledger.store.every("customer") if email in {None, it["email"]}]
    return page(params, things, "/v1/customers")


@endpoint("GET", "/v1/customers/*")
def get_customer(ledger: Ledger, params: Json, identifier: str) -> Json:
    """Look a customer up."""
    return ledger.store.get("customer", identifier)


@endpoint("POST", "/v1/customers/*", *_CUSTOMER)
def update_customer(ledger: Ledger, params: Json, identifier: str) -> Json:
    """Change what is known of a customer."""
    customer = ledger.store.get("customer", identifier)
    customer |= _fields(params, "name", "email", "description", "phone")
    customer["metadata"] |= form.mapping(params, "metadata")
    ledger.store.put(customer)
    ledger.tell("customer.updated", customer)
    return customer


# -- products and prices -----------------------------------------------------------------------


@endpoint("POST", "/v1/products", "id", "name", "description", "metadata", "active", "unit_label")
def create_product(ledger: Ledger, params: Json, _: str) -> Json:
    """Make a product."""
    identifier = form.text(params, "id", shapes.new_id("prod"))
    if any(it["id"] == identifier for it in ledger.store.every("product")):
        raise Refused("Product already exists.", code="resource_already_exists", param="id")
    product = shapes.product(
        ledger.moment(),
        id=identifier,
        name=form.text(params, "name"),
        metadata=form.mapping(params, "metadata"),
        **_fields(params, "description", "unit_label"),
    )
    ledger.tell("product.created", product)
    return ledger.store.put(product)


@endpoint("GET", "/v1/products", "active", *PAGING)
def list_products(ledger: Ledger, params: Json, _: str) -> Json:
    """List products."""
    return page(params, ledger.store.every("product"), "/v1/products")


@endpoint("GET", "/v1/products/*")
def get_product(ledger: Ledger, params: Json, identifier: str) -> Json:
    """Look a product up."""
    return ledger.store.get("product", identifier)


@endpoint(
    "POST", "/v1/prices",
    "product", "product_data", "currency", "unit_amount", "recurring", "lookup_key",
    "transfer_lookup_key", "metadata", "nickname", "tax_behavior", "active",
)  # fmt: skip
def create_price(ledger: Ledger, params: Json, _: str) -> Json:
    """Make a price; one lookup key names one price at a time."""
    product = ledger.store.get("product", form.text(params, "product"), "product")
    key = form.text(params, "lookup_key", "") or None
    _free_lookup_key(ledger, key, form.boolean(params, "transfer_lookup_key", default=False))
    amount = form.integer(params, "unit_amount", 0)
    price = shapes.price(
        ledger.moment(),
        product=product["id"],
        currency=form.text(params, "currency").lower(),
        unit_amount=amount,
        unit_amount_decimal=str(amount),
        lookup_key=key,
        metadata=form.mapping(params, "metadata"),
        nickname=form.text(params, "nickname", "") or product["name"],
    )
    price["recurring"] |= form.mapping(params, "recurring")
    ledger.tell("price.created", price)
    return ledger.store.put(price)


def _free_lookup_key(ledger: Ledger, key: str | None, transfer: bool) -> None:  # noqa: FBT001
    for other in ledger.store.every("price"):
        if key and other["lookup_key"] == key:
            if not transfer:
                raise Refused(
                    f"A price (`{other['id']}`) already uses that lookup key.", param="lookup_key"
                )
            ledger.store.put(other | {"lookup_key": None})


@endpoint("GET", "/v1/prices", "active", "lookup_keys", "product", *PAGING)
def list_prices(ledger: Ledger, params: Json, _: str) -> Json:
    """List prices, of some lookup keys or a product."""
    keys, product = form.sequence(params, "lookup_keys"), params.get("product")
    active = form.boolean(params, "active", default=True) if "active" in params else None
    things = [
        it
        for it in ledger.store.every("price")
        if (not keys or it["lookup_key"] in keys)
        and product in {None, it["product"]}
        and active in {None, it["active"]}
    ]
    return page(params, things, "/v1/prices")


@endpoint("GET", "/v1/prices/*")
def get_price(ledger: Ledger, params: Json, identifier: str) -> Json:
    """Look a price up."""
    return ledger.store.get("price", identifier)


# -- subscriptions, bills and events -----------------------------------------------------------


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
    return page(params, things, "/v1/subscriptions")


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
    return page(params, things, "/v1/invoices")


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
    return page(params, things, "/v1/events")


@endpoint("GET", "/v1/events/*")
def get_event(ledger: Ledger, params: Json, identifier: str) -> Json:
    """Look up what happened."""
    return ledger.store.get("event", identifier)
