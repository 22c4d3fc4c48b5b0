"""What Stripe tells is taken in once and only once, and only from Stripe."""

import json
import threading
import time

import pytest
from django.db import connection, transaction

from billing import actions, queries
from billing.models.subscription import Customer, Subscription
from billing.models.webhook import WebhookEvent
from commons import audit, clock, events
from commons.models import AuditEntry
from embedded.stripe_double.events import signature
from tenants.models.square import Square

URL = "/billing/webhook"
SECRET = "whsec_test"


@pytest.fixture
def apex(browser_of):
    return browser_of("apex")


@pytest.fixture
def tell(apex):
    def post(body, signed, **more):
        return apex.post(
            URL,
            body,
            **{"content_type": "application/json"} | more,
            headers={"Stripe-Signature": signed},
        )

    return post


def _event(identifier="evt_1", kind="plan.created", **about):
    return json.dumps(
        {
            "id": identifier,
            "object": "event",
            "type": kind,
            "created": 1_800_000_000,
            "data": {"object": about},
        }
    ).encode()


def _sign(body, age=0):
    return signature(body, SECRET, int(time.time()) - age)


def test_the_whole_way(office, double, ear, click, tell, agora, settled, mailoutbox):
    address = actions.start_checkout(by=office, plan=queries.find_plan("town"), at=clock.now())
    assert click(address, act="pay").status_code == 303
    with settled():
        assert tell(*ear.wait_for("checkout.session.completed")).status_code == 200
        events.deliver_due()
    subscription = queries.live_subscription(office.foundation)
    assert (subscription.plan_id, subscription.state) == ("town", "active")
    assert Square.objects.get(pk=agora.pk).entitlements == queries.find_plan("town").limits
    assert WebhookEvent.objects.get().outcome == "applied"
    acts = list(AuditEntry.objects.order_by("seq").values_list("action", flat=True))
    assert acts == [
        "billing.customer_registered",
        "billing.checkout_started",
        "foundation.entitled",
        "billing.subscription_started",
    ]
    assert audit.verify()[1] is None
    [letter] = mailoutbox
    assert letter.to == ["ada@example.org"]
    assert letter.subject == "Town is yours"
    assert f"/panel/foundations/{office.foundation_id}/billing" in letter.body
    bill = queries.account_of(office.foundation, at=clock.now()).invoices[0]
    assert (bill.due_cents, bill.state) == (1900, "paid")


def test_all_events_in_any_order_twice(office, double, ear, click, tell, settled, mailoutbox):
    address = actions.start_checkout(by=office, plan=queries.find_plan("town"), at=clock.now())
    click(address, act="pay")
    ear.wait_for("checkout.session.completed")
    with settled():
        for body, signed in [*reversed(ear.heard), *ear.heard]:
            assert tell(body, signed).status_code == 200
        events.deliver_due()
    assert Subscription.objects.count() == 1
    assert WebhookEvent.objects.count() == len(ear.heard)
    assert len(mailoutbox) == 1


def test_late_event_does_not_bring_the_past_back(subscribed, double, ear, click, tell):
    created = ear.wait_for("customer.subscription.created")
    double.ledger.cancel(double.store.get("subscription", subscribed.stripe_id))
    assert tell(*created).status_code == 200
    subscribed.refresh_from_db()
    assert subscribed.state == "canceled"
    assert queries.live_subscription(subscribed.foundation) is None


def test_unknown_kinds_are_kept_and_left_alone(plans, tell):
    body = _event(kind="mystery.happened")
    assert tell(body, _sign(body)).status_code == 200
    event = WebhookEvent.objects.get()
    assert (event.kind, event.outcome) == ("mystery.happened", "ignored")
    assert event.processed_at is not None


def test_strangers_are_kept_and_left_alone(plans, tell):
    body = _event(kind="invoice.paid", customer="cus_of_somebody_else")
    assert tell(body, _sign(body)).status_code == 200
    assert WebhookEvent.objects.get().outcome == "stranger"


@pytest.mark.parametrize(
    ("signed", "why"),
    [
        ("", "missing"),
        ("t=1,v1=00", "wrong"),
        (None, "old"),
    ],
)
def test_bad_signature_is_refused_without_a_word(plans, tell, signed, why):
    body = _event()
    answer = tell(body, _sign(body, age=301) if signed is None else signed)
    assert (answer.status_code, answer.content) == (400, b"")
    assert not WebhookEvent.objects.exists()


def test_other_body_than_signed_is_refused(plans, tell):
    assert tell(_event("evt_2"), _sign(_event("evt_1"))).status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"{",
        b"7",
        b'{"object": "event", "id": "e", "type": "x", "created": 1e99, "data": {"object": {}}}',
        b'{"object": "event"}',
        b"\xff\xfe",
    ],
)
def test_nonsense_with_a_good_signature_is_refused(plans, tell, body):
    import hashlib
    import hmac

    now = int(time.time())
    mac = hmac.new(SECRET.encode(), f"{now}.".encode() + body, hashlib.sha256).hexdigest()
    assert tell(body, f"t={now},v1={mac}").status_code == 400
    assert not WebhookEvent.objects.exists()


def test_huge_body_is_refused(plans, tell):
    body = _event(text="x" * 300_000)
    assert tell(body, _sign(body)).status_code == 413


def test_other_type_and_method_are_refused(plans, tell, apex):
    body = _event()
    assert tell(body, _sign(body), content_type="text/plain").status_code == 415
    assert apex.get(URL).status_code == 405


def test_only_the_apex_hears(plans, browser_of, agora):
    body = _event()
    answer = browser_of(agora).post(
        URL, body, content_type="application/json", headers={"Stripe-Signature": _sign(body)}
    )
    assert answer.status_code == 404


def test_silence_of_stripe_leaves_nothing_behind(subscribed, double, tell, settings, monkeypatch):
    monkeypatch.setattr("billing.stripe_gateway.RETRIES", 0)
    body = _event(kind="invoice.paid", customer=Customer.objects.get().stripe_id)
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    assert tell(body, _sign(body)).status_code == 503
    assert not WebhookEvent.objects.exists()
    settings.STRIPE_API_BASE = double.address
    assert tell(body, _sign(body)).status_code == 200
    assert WebhookEvent.objects.get().outcome == "applied"


def test_old_payloads_are_forgotten(plans, tell):
    body = _event()
    tell(body, _sign(body))
    assert actions.forget_payloads(at=clock.now()) == 0
    assert actions.forget_payloads(at=clock.now() + actions.KEEP_PAYLOADS * 1.1) == 1
    assert WebhookEvent.objects.get().payload == {}


@pytest.fixture
def committed(django_db_blocker, django_db_setup, double, click):
    """A customer who has just paid, really committed; everything is taken away afterwards."""
    from tenants.models.foundation import Foundation, Officer

    with django_db_blocker.unblock():
        actions.plant_plans()
        office = Officer.objects.select_related("foundation", "user").get(
            user__email="ada@example.org"
        )
        address = actions.start_checkout(by=office, plan=queries.find_plan("town"), at=clock.now())
        click(address, act="pay")
        yield office.foundation
        with transaction.atomic():
            from billing.models.plan import Plan
            from billing.models.subscription import Invoice
            from commons.models import OutboxEntry

            for table in (WebhookEvent, Invoice, Subscription, Customer, Plan, OutboxEntry):
                table.objects.all().delete()
            Foundation.objects.update(entitlements={})
            Square.objects.update(entitlements={})
            with connection.cursor() as cursor:
                cursor.execute("GRANT TRUNCATE ON commons_auditentry TO CURRENT_USER")
                cursor.execute("TRUNCATE commons_auditentry")
                cursor.execute("REVOKE TRUNCATE ON commons_auditentry FROM CURRENT_USER")
        connection.close()


def test_the_same_event_at_the_same_moment_counts_once(committed, ear, monkeypatch):
    """Many deliveries of one event in threads of their own: one does it, all are thanked."""
    body, signed = ear.wait_for("checkout.session.completed")
    monkeypatch.setattr("commons.events._hint", [])
    crowd = 6
    together, outcomes = threading.Barrier(crowd), []

    def deliver():
        try:
            together.wait()
            outcomes.append(actions.receive_event(payload=body, signature=signed, at=clock.now()))
        except Exception as fault:  # noqa: BLE001 - it is asserted below
            outcomes.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=deliver) for _ in range(crowd)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, outcomes)) == ["None"] * (crowd - 1) + ["applied"]
    assert WebhookEvent.objects.count() == Subscription.objects.count() == 1
    started = AuditEntry.objects.filter(action="billing.subscription_started")
    assert started.count() == 1


def test_different_events_at_the_same_moment_do_not_collide(committed, ear, monkeypatch):
    ear.wait_for("checkout.session.completed")
    monkeypatch.setattr("commons.events._hint", [])
    told, faults = list(ear.heard), []

    def deliver(body, signed):
        try:
            actions.receive_event(payload=body, signature=signed, at=clock.now())
        except Exception as fault:  # noqa: BLE001 - it is asserted below
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=deliver, args=each) for each in told]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert WebhookEvent.objects.filter(outcome="applied").count() >= 4
    assert Subscription.objects.count() == 1
    assert AuditEntry.objects.filter(action="billing.subscription_started").count() == 1
