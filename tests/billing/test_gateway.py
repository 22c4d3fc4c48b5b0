"""The eight things we ask of a payment provider, over HTTP against the double."""

import json

import pytest
import requests

from billing.errors import PaymentsUnavailable, SignatureRefused
from billing.stripe_gateway import StripeGateway
from embedded.stripe_double.events import signature


@pytest.fixture
def customer(gateway):
    return gateway.register_customer(
        reference="1-0", name="Agora", email="ada@example.org", language="en"
    )


def _checkout(gateway, customer, price):
    return gateway.open_checkout(
        customer_id=customer,
        price=price,
        success_url="http://localhost:8000/thanks?session={CHECKOUT_SESSION_ID}",
        cancel_url="http://localhost:8000/abandoned",
        language="de",
    )


def test_a_customer_is_registered_once(gateway, customer):
    again = gateway.register_customer(
        reference="1-0", name="Agora", email="ada@example.org", language="en"
    )
    assert again == customer


def test_checkout_paid_becomes_a_subscription(gateway, customer, town, click):
    address = _checkout(gateway, customer, town)
    page = click(address)
    assert "nothing is charged" in page.text
    assert "19.00 EUR" in page.text
    paid = click(address, act="pay")
    assert paid.status_code == 303
    assert paid.headers["Location"].startswith("http://localhost:8000/thanks?session=cs_test_")
    [known] = gateway.subscriptions_of(customer)
    assert (known.lookup_key, known.state) == ("townsquares_town", "active")
    assert known.period_ends_at > known.started_at
    [bill] = gateway.invoices_of(customer)
    assert (bill.state, bill.due_cents, bill.paid_cents) == ("paid", 1900, 1900)
    assert bill.number in click(bill.page_url).text
    assert "paid already" in click(address).text


def test_declined_leaves_nothing(gateway, customer, town, click):
    address = _checkout(gateway, customer, town)
    declined = click(address, act="decline")
    assert declined.status_code == 402
    assert "declined" in declined.text
    assert gateway.subscriptions_of(customer) == []
    assert click(address, act="pay").status_code == 303


def test_one_checkout_is_open_at_a_time(gateway, customer, town, city, click):
    first = _checkout(gateway, customer, town)
    second = _checkout(gateway, customer, city)
    assert "closed already" in click(first, act="pay").text
    assert click(second, act="pay").status_code == 303
    assert len(gateway.subscriptions_of(customer)) == 1


def test_change_settles_the_difference(gateway, customer, town, city, click):
    click(_checkout(gateway, customer, town), act="pay")
    [before] = gateway.subscriptions_of(customer)
    for _ in range(2):  # sent twice, done once
        gateway.change_price(subscription_id=before.id, price=city, attempt="attempt-1")
    [known] = gateway.subscriptions_of(customer)
    assert known.lookup_key == "townsquares_city"
    assert [bill.due_cents for bill in gateway.invoices_of(customer)] == [6000, 1900]
    gateway.change_price(subscription_id=before.id, price=town, attempt="attempt-2")
    assert gateway.invoices_of(customer)[0].due_cents == 0  # a credit, not a payment


def test_cancel_and_keep(gateway, customer, town, click):
    click(_checkout(gateway, customer, town), act="pay")
    [known] = gateway.subscriptions_of(customer)
    gateway.cancel_at_period_end(subscription_id=known.id, wish=True)
    assert gateway.subscriptions_of(customer)[0].cancel_at_period_end
    gateway.cancel_at_period_end(subscription_id=known.id, wish=False)
    assert not gateway.subscriptions_of(customer)[0].cancel_at_period_end


def test_portal_changes_and_cancels(gateway, customer, town, city, click):
    click(_checkout(gateway, customer, city), act="pay")
    click(_checkout(gateway, customer, town))  # the price exists
    [known] = gateway.subscriptions_of(customer)
    address = gateway.open_portal(
        customer_id=customer, return_url="http://localhost:8000/back", language="en"
    )
    page = click(address).text
    assert "City" in page
    assert "http://localhost:8000/back" in page
    price = page.split("name=price value=")[1].split(">")[0]
    click(address, subscription=known.id, price=price)
    assert gateway.subscriptions_of(customer)[0].lookup_key == "townsquares_town"
    click(address, subscription=known.id, act="cancel")
    assert gateway.subscriptions_of(customer)[0].cancel_at_period_end


def test_price_that_changed_is_made_anew(gateway, customer, town, click):
    from dataclasses import replace

    _checkout(gateway, customer, town)
    address = _checkout(gateway, customer, replace(town, cents=2100))
    assert "21.00 EUR" in click(address).text


def test_told_with_a_good_signature(gateway, customer, town, click, ear):
    click(_checkout(gateway, customer, town), act="pay")
    body, signed = ear.wait_for("checkout.session.completed")
    happening = gateway.read_event(body, signed)
    assert happening.kind == "checkout.session.completed"
    assert happening.customer_id == customer


def test_told_again_until_it_is_taken(gateway, customer, ear, double):
    ear.wait_for("customer.created")
    ear.heard.clear()
    ear.refusals = 1
    gateway.register_customer(reference="2-0", name="Forum", email="d@example.org", language="en")
    ear.wait_for("customer.created")
    assert ear.refusals == 0


@pytest.mark.parametrize("age", [301, 100_000])
def test_old_signature_is_refused(gateway, age):
    import time

    body = json.dumps({"id": "evt_1", "object": "event"}).encode()
    with pytest.raises(SignatureRefused):
        gateway.read_event(body, signature(body, "whsec_test", int(time.time()) - age))


@pytest.mark.parametrize("signed", ["", "t=1", "v1=abc", "t=now,v1=abc", "t=1,v1=abc"])
def test_nonsense_is_refused(gateway, signed):
    with pytest.raises(SignatureRefused):
        gateway.read_event(b"{}", signed)


def test_silence_is_unavailable(monkeypatch):
    monkeypatch.setattr("billing.stripe_gateway.RETRIES", 0)
    silent = StripeGateway(base="http://127.0.0.1:9", key="sk_test_x", webhook_secret="x")
    with pytest.raises(PaymentsUnavailable):
        silent.subscriptions_of("cus_1")


def test_wrong_request_is_unavailable_and_logged(gateway, caplog):
    with pytest.raises(PaymentsUnavailable):
        gateway.cancel_at_period_end(subscription_id="sub_unknown", wish=True)
    assert "refused" in caplog.text


def test_key_is_asked_for(double):
    answer = requests.get(f"{double.address}/v1/customers", timeout=5)
    assert answer.status_code == 401


def test_without_a_secret_no_event_is_believed():
    import time

    gateway = StripeGateway(base="http://127.0.0.1:9", key="", webhook_secret="")
    with pytest.raises(SignatureRefused) as refused:
        gateway.read_event(b"{}", signature(b"{}", "", int(time.time())))
    assert refused.value.__cause__ is None  # it was not even read
