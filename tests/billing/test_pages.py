"""The pages about money: who sees what, and the way from choosing to thanks."""

import re

import pytest

from billing import actions
from billing.models.subscription import Invoice
from commons import clock
from tenants.models.foundation import Officer
from tenants.models.square import Square


@pytest.fixture
def desk(office):
    return f"/panel/foundations/{office.foundation_id}/billing"


@pytest.fixture
def ada(browser_of, office):
    return browser_of("apex", office.user)


@pytest.fixture
def stranger(browser_of, cast):
    return browser_of("apex", cast.dov_officer)


@pytest.fixture
def manager(ada, office):
    Officer.objects.filter(pk=office.pk).update(role="manager")
    return ada


PAGES = ["", "/plans", "/plans/town", "/plans/hamlet", "/thanks", "/abandoned"]
POSTS = ["/plans/town", "/keep", "/portal", "/thanks"]


def _attempt(page):
    return re.search(r'name="attempt" value="([^"]+)"', page.content.decode())[1]


def test_prices_are_for_everybody(browser_of, plans):
    page = browser_of("apex").get("/prices")
    text = page.content.decode()
    assert page.status_code == 200
    for word in ("Hamlet", "Town", "City", "€19", "€79", "5,000", "Free"):
        assert word in text


def test_the_front_page_shows_the_plans(browser_of, plans):
    assert "€79" in browser_of("apex").get("/").content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_officers_see_each_page(ada, desk, page):
    assert ada.get(desk + page).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_managers_look(manager, desk, page):
    answer = manager.get(desk + page)
    assert answer.status_code == 200
    assert b"button-danger" not in answer.content
    assert b"Continue to payment" not in answer.content


@pytest.mark.parametrize("page", POSTS)
def test_managers_do_not_pay(manager, desk, page):
    assert manager.post(desk + page, {"attempt": "attempt-1"}).status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_strangers_find_nothing(stranger, desk, page):
    assert stranger.get(desk + page).status_code == 404


@pytest.mark.parametrize("page", POSTS)
def test_strangers_change_nothing(stranger, desk, page):
    assert stranger.post(desk + page, {"attempt": "attempt-1"}).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_visitors_are_led_to_the_sign_in(browser_of, desk, page):
    answer = browser_of("apex").get(desk + page)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/?next=")


def test_squares_know_nothing_of_it(browser_of, agora, cast, desk):
    assert browser_of(agora, cast.ada).get(desk).status_code == 404


def test_one_foundation_is_led_to_at_once(ada, desk, office):
    assert ada.get("/panel/billing")["Location"] == desk


def test_several_foundations_are_chosen_from(ada, office, forum):
    Officer.objects.create(
        foundation=forum.foundation, user=office.user, role="treasurer", since=clock.now()
    )
    page = ada.get("/panel/billing")
    assert b"Forum Foundation" in page.content


def test_the_way_to_pay(ada, desk, double, click, ear):
    chosen = ada.get(desk + "/plans/town")
    assert b"Continue to payment" in chosen.content
    away = ada.post(desk + "/plans/town", {"attempt": _attempt(chosen)})
    assert away.status_code == 302
    paid = click(away["Location"], act="pay")
    assert desk + "/thanks" in paid.headers["Location"]
    waiting = ada.get(desk + "/thanks")
    assert b"Waiting for the payment provider" in waiting.content
    fragment = ada.get(desk + "/thanks", headers={"HX-Request": "true"})
    assert b"<html" not in fragment.content
    assert b"every 2s" in fragment.content
    body, signed = ear.wait_for("checkout.session.completed")
    ada.post(
        "/billing/webhook",
        body,
        content_type="application/json",
        headers={"Stripe-Signature": signed},
    )
    fragment = ada.get(desk + "/thanks", headers={"HX-Request": "true"})
    assert b"Town is yours" in fragment.content
    assert b"every 2s" not in fragment.content
    overview = ada.get(desk).content.decode()
    assert "The next bill is due on" in overview
    assert "€19.00" in overview
    assert "1 of 3" in overview


def test_looking_again_does_not_need_the_webhook(ada, desk, office, double, click):
    from billing import queries

    address = actions.start_checkout(by=office, plan=queries.find_plan("town"), at=clock.now())
    click(address, act="pay")
    assert ada.post(desk + "/thanks").status_code == 302
    assert b"Town is yours" in ada.get(desk + "/thanks").content


def test_change_and_end(ada, desk, subscribed):
    page = ada.get(desk + "/plans/city")
    assert b"Change to City" in page.content
    assert ada.post(desk + "/plans/city", {"attempt": _attempt(page)})["Location"] == desk
    subscribed.refresh_from_db()
    assert subscribed.plan_id == "city"
    page = ada.get(desk + "/plans/hamlet")
    assert b"End the plan" in page.content
    ada.post(desk + "/plans/hamlet", {"attempt": _attempt(page)})
    assert b"Keep the plan" in ada.get(desk).content
    ada.post(desk + "/keep")
    subscribed.refresh_from_db()
    assert not subscribed.cancel_at_period_end


def test_what_does_not_fit_is_said(ada, desk, subscribed, agora):
    Square.objects.filter(pk=agora.pk).update(usage={"members": 400})
    page = ada.get(desk + "/plans/hamlet").content.decode()
    assert "Members, largest square: 400 of 150" in page
    assert "End the plan" in page


def test_a_refusal_is_said_on_the_overview(ada, desk, subscribed):
    answer = ada.post(desk + "/plans/town", {"attempt": "attempt-1"}, follow=True)
    assert b"This is the plan you have." in answer.content


def test_silence_of_stripe_is_said(ada, desk, settings, monkeypatch, plans):
    monkeypatch.setattr("billing.stripe_gateway.RETRIES", 0)
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    answer = ada.post(desk + "/plans/town", {"attempt": "attempt-1"}, follow=True)
    assert b"does not answer" in answer.content


def test_the_portal_is_led_to(ada, desk, subscribed, click):
    away = ada.post(desk + "/portal")["Location"]
    page = click(away).text
    assert "Agora Foundation" in page
    assert desk in page


def test_nobody_enters_a_portal_without_a_customer(ada, desk, double):
    assert ada.post(desk + "/portal").status_code == 409


def test_a_failed_payment_is_plain_to_see(ada, desk, subscribed, double, office):
    double.ledger.renew(double.store.get("subscription", subscribed.stripe_id), paid=False)
    actions.bring_up_to_date(foundation=office.foundation, at=clock.now())
    page = ada.get(desk).content.decode()
    assert "did not come through" in page
    assert "Look at the card" in page


def test_an_unknown_plan_is_not_found(ada, desk):
    assert ada.get(desk + "/plans/castle").status_code == 404


def test_a_form_without_its_attempt_changes_nothing(ada, desk, subscribed):
    assert ada.post(desk + "/plans/city").status_code == 200
    subscribed.refresh_from_db()
    assert subscribed.plan_id == "town"


def test_many_bills_cost_as_few(ada, desk, office, costs_the_same):
    def bill(number):
        Invoice.objects.create(
            foundation=office.foundation,
            stripe_id=f"in_{number}",
            number=f"A-{number}",
            state="paid",
            due_cents=1900,
            paid_cents=1900,
            currency="EUR",
            issued_at=clock.now(),
        )

    bill(0)
    costs_the_same(lambda: ada.get(desk), more=lambda: [bill(n) for n in range(1, 20)])
