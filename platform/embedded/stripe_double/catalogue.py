"""Customers, products and prices.

Source: https://docs.stripe.com/api
"""

from embedded.stripe_double import form, resources, shapes
from embedded.stripe_double.ledger import Ledger
from embedded.stripe_double.refusals import Refused
from embedded.stripe_double.resources import PAGING, endpoint
from embedded.stripe_double.shapes import Json

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
    return resources.page(params, things, "/v1/customers")


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
    return resources.page(params, ledger.store.every("product"), "/v1/products")


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
    return resources.page(params, things, "/v1/prices")


@endpoint("GET", "/v1/prices/*")
def get_price(ledger: Ledger, params: Json, identifier: str) -> Json:
    """Look a price up."""
    return ledger.store.get("price", identifier)


def _fields(params: Json, *names: str) -> Json:
    return {name: form.text(params, name, "") or None for name in names if name in params}
