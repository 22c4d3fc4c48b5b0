"""The double answers as Stripe does: shapes, keys, pages of lists, errors, and it remembers."""

import time
import typing

import pytest
import requests
import stripe

from embedded.stripe_double.ledger import a_month_after
from embedded.stripe_double.server import StripeDouble

KEY = {"Authorization": "Bearer sk_test_double"}


@pytest.fixture
def api(double):
    def ask(method, path, data=None, **headers):
        return requests.request(
            method,
            f"{double.address}/v1/{path}",
            data=data if method != "GET" else None,
            params=data if method == "GET" else None,
            headers=KEY | headers,
            timeout=10,
        )

    return ask


@pytest.fixture
def paid(api, click):
    """A subscription of Town, paid through the page."""
    api("POST", "products", {"id": "town", "name": "Town"})
    price = api(
        "POST",
        "prices",
        {
            "product": "town",
            "currency": "eur",
            "unit_amount": "1900",
            "lookup_key": "town",
            "recurring[interval]": "month",
        },
    ).json()
    customer = api("POST", "customers", {"name": "Agora", "metadata[a][]": "x"}).json()
    session = api(
        "POST",
        "checkout/sessions",
        {
            "mode": "subscription",
            "customer": customer["id"],
            "line_items[0][price]": price["id"],
            "success_url": "http://localhost/",
            "subscription_data[metadata][f]": "1",
        },
    ).json()
    click(session["url"], act="pay")
    return api("GET", f"checkout/sessions/{session['id']}").json()


def test_same_key_same_answer(api):
    first = api("POST", "customers", {"name": "A"}, **{"Idempotency-Key": "k1"})
    again = api("POST", "customers", {"name": "A"}, **{"Idempotency-Key": "k1"})
    assert first.json() == again.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    assert len(api("GET", "customers").json()["data"]) == 1


def test_same_key_other_words_is_refused(api):
    api("POST", "customers", {"name": "A"}, **{"Idempotency-Key": "k1"})
    other = api("POST", "customers", {"name": "B"}, **{"Idempotency-Key": "k1"})
    assert other.status_code == 400
    assert other.json()["error"]["type"] == "idempotency_error"


def test_a_failed_request_keeps_no_key(api):
    wrong = api(
        "POST", "prices", {"product": "none", "currency": "eur"}, **{"Idempotency-Key": "k"}
    )
    assert wrong.status_code == 400
    api("POST", "products", {"id": "none", "name": "None"})
    right = api(
        "POST", "prices", {"product": "none", "currency": "eur"}, **{"Idempotency-Key": "k"}
    )
    assert right.status_code == 200


def test_lists_come_in_pages(api):
    made = [api("POST", "customers", {"name": str(n)}).json()["id"] for n in range(5)][::-1]
    first = api("GET", "customers", {"limit": "2"}).json()
    assert ([it["id"] for it in first["data"]], first["has_more"]) == (made[:2], True)
    after = api("GET", "customers", {"limit": "3", "starting_after": made[1]}).json()
    assert ([it["id"] for it in after["data"]], after["has_more"]) == (made[2:], False)
    before = api("GET", "customers", {"limit": "1", "ending_before": made[2]}).json()
    assert ([it["id"] for it in before["data"]], before["has_more"]) == ([made[1]], True)
    assert api("GET", "customers", {"limit": "101"}).status_code == 400
    assert api("GET", "customers", {"starting_after": "cus_no"}).status_code == 400


@pytest.mark.parametrize(
    ("method", "path", "data", "status", "code"),
    [
        ("GET", "customers/cus_no", {}, 404, "resource_missing"),
        ("POST", "customers", {"nickname": "x"}, 400, "parameter_unknown"),
        ("POST", "products", {}, 400, "parameter_missing"),
        ("POST", "prices", {"product": "p"}, 400, "resource_missing"),
        ("GET", "customers", {"limit": "many"}, 400, "parameter_invalid_integer"),
        ("POST", "nowhere", {}, 404, None),
        ("POST", "customers", {"name[": "x"}, 400, None),
        ("POST", "customers", {"a": "1", "a[b]": "2"}, 400, None),
        ("POST", "checkout/sessions", {"mode": "payment"}, 400, None),
    ],
)
def test_errors_have_stripes_shape(api, method, path, data, status, code):
    answer = api(method, path, data)
    assert answer.status_code == status
    assert answer.json()["error"]["type"] == "invalid_request_error"
    assert answer.json()["error"].get("code") == code


def test_fields_are_expanded(api, paid):
    wide = api(
        "GET",
        f"subscriptions/{paid['subscription']}",
        {
            "expand[0]": "customer",
            "expand[1]": "items.data.price.product",
            "expand[2]": "latest_invoice",
        },
    ).json()
    assert wide["customer"]["name"] == "Agora"
    assert wide["items"]["data"][0]["price"]["product"]["name"] == "Town"
    assert wide["latest_invoice"]["status"] == "paid"
    plain = api("GET", f"subscriptions/{paid['subscription']}").json()
    assert plain["customer"].startswith("cus_")
    assert api("GET", "customers", {"expand[]": "data.nothing"}).status_code == 400


def test_two_prices_never_share_a_lookup_key(api, paid):
    again = {"product": "town", "currency": "eur", "unit_amount": "2000", "lookup_key": "town"}
    assert api("POST", "prices", again).status_code == 400
    moved = api("POST", "prices", again | {"transfer_lookup_key": "true"}).json()
    found = api("GET", "prices", {"lookup_keys[0]": "town"}).json()["data"]
    assert [it["id"] for it in found] == [moved["id"]]


def test_it_remembers_after_a_restart(tmp_path, ear):
    given = {"webhook_url": ear.url, "webhook_secret": "s"}
    with StripeDouble(tmp_path, **given) as double:
        made = requests.post(
            f"{double.address}/v1/customers", data={"name": "A"}, headers=KEY, timeout=5
        ).json()
    with StripeDouble(tmp_path, **given) as double:
        found = requests.get(
            f"{double.address}/v1/customers/{made['id']}", headers=KEY, timeout=5
        ).json()
    assert found == made


def test_months_pass_and_payments_fail(api, paid, double, click, ear):
    number = paid["subscription"]
    desk = double.address + "/"
    assert "Agora" in click(desk).text
    click(desk, subscription=number, act="fail")
    assert api("GET", f"subscriptions/{number}").json()["status"] == "past_due"
    ear.wait_for("invoice.payment_failed")
    click(desk, subscription=number, act="pay")
    assert api("GET", f"subscriptions/{number}").json()["status"] == "active"
    click(desk, subscription=number, act="renew")
    bills = api("GET", "invoices", {"subscription": number}).json()["data"]
    assert [it["status"] for it in bills] == ["paid", "paid", "paid"]
    click(desk, subscription=number, act="end")
    assert api("GET", f"subscriptions/{number}").json()["status"] == "canceled"
    assert api("GET", "subscriptions").json()["data"] == []
    ear.wait_for("customer.subscription.deleted")


def test_an_event_is_sent_again(api, paid, double, click, ear):
    ear.wait_for("checkout.session.completed")
    event = api("GET", "events", {"type": "checkout.session.completed"}).json()["data"][0]
    time.sleep(0.1)
    ear.heard.clear()
    click(double.address + "/", resend=event["id"])
    ear.wait_for("checkout.session.completed")


def test_a_subscription_ended_at_its_period_runs_out(api, paid, double, click):
    number = paid["subscription"]
    api("POST", f"subscriptions/{number}", {"cancel_at_period_end": "true"})
    click(double.address + "/", subscription=number, act="renew")
    ended = api("GET", f"subscriptions/{number}").json()
    assert (ended["status"], ended["ended_at"] is not None) == ("canceled", True)
    assert api("DELETE", f"subscriptions/{number}").status_code == 404


def test_a_strange_page_is_not_found(double, click):
    assert click(double.address + "/c/pay/cs_no").status_code == 404
    assert click(double.address + "/x").status_code == 404


@pytest.mark.parametrize(
    ("start", "end"),
    [("2026-01-31", "2026-02-28"), ("2028-01-31", "2028-02-29"), ("2026-12-15", "2027-01-15")],
)
def test_a_month_later(start, end):
    from datetime import UTC, datetime

    moment = datetime.fromisoformat(start).replace(tzinfo=UTC)
    assert (
        datetime.fromtimestamp(a_month_after(int(moment.timestamp())), UTC).date().isoformat()
        == end
    )


def test_shapes_are_those_of_the_sdk(api, paid, double):
    """Every field of ours is one of Stripe's; every field that Stripe always sends is there."""
    subscription = api("GET", f"subscriptions/{paid['subscription']}").json()
    bill = api("GET", f"invoices/{paid['invoice']}").json()
    things = [
        (stripe.checkout.Session, paid),
        (stripe.Subscription, subscription),
        (stripe.SubscriptionItem, subscription["items"]["data"][0]),
        (stripe.Price, subscription["items"]["data"][0]["price"]),
        (stripe.Product, api("GET", "products/town").json()),
        (stripe.Customer, api("GET", f"customers/{paid['customer']}").json()),
        (stripe.Invoice, bill),
        (stripe.InvoiceLineItem, bill["lines"]["data"][0]),
        (stripe.Event, api("GET", "events").json()["data"][0]),
        (
            stripe.billing_portal.Session,
            api("POST", "billing_portal/sessions", {"customer": paid["customer"]}).json(),
        ),
    ]
    for kind, thing in things:
        words = {name: word for name, word in kind.__annotations__.items() if name.islower()}
        assert set(thing) <= set(words), (kind, set(thing) - set(words))
        always = {name for name, word in words.items() if not _may_be_none(word)}
        assert always - set(thing) <= {"plan"}, (kind, always - set(thing))


def _may_be_none(word):
    return type(None) in typing.get_args(word) or "Optional[" in str(word)
