"""Paying, changing, ending, falling behind: rows, limits, facts, letters and the audit chain."""

from datetime import timedelta

import pytest

from billing import actions, queries, rules
from billing.errors import (
    NothingToPayFor,
    PlanAlreadyYours,
    PlanNotFound,
    PlanTooSmall,
    PurseNotYours,
)
from billing.models.plan import Plan
from billing.models.subscription import Subscription
from commons import clock, events
from commons.models import AuditEntry, OutboxEntry
from tenants.models.foundation import Officer
from tenants.models.square import Square


def _facts():
    return [entry.kind.rsplit(".", 1)[1] for entry in OutboxEntry.objects.order_by("id")]


def _plan(code):
    return queries.find_plan(code)


def _sync(office):
    actions.bring_up_to_date(foundation=office.foundation, at=clock.now())
    office.foundation.refresh_from_db()


@pytest.fixture
def number(subscribed):
    return subscribed.stripe_id


@pytest.fixture
def act(double, office):
    """Return what makes something happen at Stripe, and brings our copy up to date."""

    def make(what, subscription, **more):
        getattr(double.ledger, what)(double.store.get("subscription", subscription), **more)
        _sync(office)

    return make


def test_planting_twice_is_planting_once(plans):
    Plan.objects.filter(code="town").update(price_cents=1)
    Plan.objects.create(
        code="old", name="Old", price_cents=5, limits={}, lookup_key="old", position=9
    )
    assert actions.plant_plans() == len(rules.PLANS)
    assert Plan.objects.get(code="town").price_cents == 1900
    assert [plan.code for plan in queries.plans_on_offer()] == ["hamlet", "town", "city"]
    with pytest.raises(PlanNotFound):
        queries.find_plan("old")


def test_free_limits_without_a_subscription(office, plans):
    assert queries.limits_of(office.foundation, at=clock.now()) == _plan("hamlet").limits
    assert actions.grant_what_is_due(foundation=office.foundation, at=clock.now())
    assert not actions.grant_what_is_due(foundation=office.foundation, at=clock.now())
    office.foundation.refresh_from_db()
    assert office.foundation.entitlements["squares"] == 1


@pytest.mark.parametrize("role", ["manager"])
def test_others_may_not_pay(office, subscribed, role):
    Officer.objects.filter(pk=office.pk).update(role=role)
    office.refresh_from_db()
    now = clock.now()
    for forbidden in (
        lambda: actions.start_checkout(by=office, plan=_plan("city"), at=now),
        lambda: actions.open_portal(by=office, at=now),
        lambda: actions.change_plan(by=office, plan=_plan("city"), attempt="a", at=now),
        lambda: actions.cancel(by=office, at=now),
        lambda: actions.keep(by=office, at=now),
    ):
        with pytest.raises(PurseNotYours):
            forbidden()


def test_a_treasurer_may(office, double):
    Officer.objects.filter(pk=office.pk).update(role="treasurer")
    office.refresh_from_db()
    assert actions.start_checkout(by=office, plan=_plan("town"), at=clock.now()).startswith("http")


def test_no_second_subscription(office, subscribed):
    with pytest.raises(PlanAlreadyYours):
        actions.start_checkout(by=office, plan=_plan("city"), at=clock.now())


def test_nothing_to_change_without_one(office, double):
    now = clock.now()
    with pytest.raises(NothingToPayFor):
        actions.change_plan(by=office, plan=_plan("city"), attempt="a", at=now)
    with pytest.raises(NothingToPayFor):
        actions.cancel(by=office, at=now)
    with pytest.raises(NothingToPayFor):
        actions.open_portal(by=office, at=now)


def test_change_up_and_down(office, subscribed, agora):
    now = clock.now()
    actions.change_plan(by=office, plan=_plan("city"), attempt="one", at=now)
    assert queries.live_subscription(office.foundation).plan_id == "city"
    assert Square.objects.get(pk=agora.pk).entitlements == _plan("city").limits
    with pytest.raises(PlanAlreadyYours):
        actions.change_plan(by=office, plan=_plan("city"), attempt="two", at=now)
    actions.change_plan(by=office, plan=_plan("town"), attempt="three", at=now)
    assert Square.objects.get(pk=agora.pk).entitlements == _plan("town").limits
    assert _facts() == ["SubscriptionStarted", "PlanChanged", "PlanChanged"]
    assert AuditEntry.objects.filter(action="billing.plan_changed", actor=office.actor).count() == 2


def test_too_small_a_plan_is_refused(office, subscribed, agora):
    actions.change_plan(by=office, plan=_plan("city"), attempt="one", at=clock.now())
    Square.objects.filter(pk=agora.pk).update(usage={"members": 6000})
    with pytest.raises(PlanTooSmall, match="Members, largest square"):
        actions.change_plan(by=office, plan=_plan("town"), attempt="two", at=clock.now())


def test_cancel_is_always_possible_and_can_be_taken_back(office, subscribed, agora):
    Square.objects.filter(pk=agora.pk).update(usage={"members": 10**6})
    actions.change_plan(by=office, plan=_plan("hamlet"), attempt="a", at=clock.now())
    subscribed.refresh_from_db()
    assert (subscribed.state, subscribed.cancel_at_period_end) == ("active", True)
    assert queries.limits_of(office.foundation, at=clock.now()) == _plan("town").limits
    actions.keep(by=office, at=clock.now())
    subscribed.refresh_from_db()
    assert not subscribed.cancel_at_period_end
    assert "CancellationScheduled" in _facts()


def test_choosing_again_takes_a_cancellation_back(office, subscribed):
    actions.cancel(by=office, at=clock.now())
    actions.change_plan(by=office, plan=_plan("city"), attempt="a", at=clock.now())
    subscribed.refresh_from_db()
    assert (subscribed.plan_id, subscribed.cancel_at_period_end) == ("city", False)


def test_the_end_brings_the_free_plan(office, number, act):
    act("cancel", number)
    assert queries.live_subscription(office.foundation) is None
    assert office.foundation.entitlements == _plan("hamlet").limits
    assert _facts()[-1] == "SubscriptionEnded"


def test_falling_behind_and_catching_up(
    office, number, act, double, subscribed, settled, mailoutbox
):
    with settled():
        act("renew", number, paid=False)
        events.deliver_due()
    subscribed.refresh_from_db()
    failed_at = subscribed.failed_at
    assert subscribed.is_overdue
    assert office.foundation.entitlements == _plan("town").limits
    for day in (1, 3, 3, 7, 12, 13):
        with settled():
            actions.remind_and_lapse(
                subscription_id=subscribed.pk, at=failed_at + timedelta(days=day)
            )
            events.deliver_due()
    assert len([m for m in mailoutbox if "unpaid" in m.subject or "payment" in m.subject]) == 4
    for _ in range(2):
        with settled():
            actions.remind_and_lapse(subscription_id=subscribed.pk, at=failed_at + rules.GRACE)
            events.deliver_due()
    office.foundation.refresh_from_db()
    assert office.foundation.entitlements == _plan("hamlet").limits
    assert len([m for m in mailoutbox if "on hold" in m.subject]) == 1
    bill = next(it for it in double.store.every("invoice") if it["status"] == "open")
    double.ledger.pay(bill)
    with settled():
        _sync(office)
        events.deliver_due()
    subscribed.refresh_from_db()
    assert (subscribed.state, subscribed.failed_at, subscribed.lapsed_at) == ("active", None, None)
    assert office.foundation.entitlements == _plan("town").limits
    assert mailoutbox[-1].subject == "Your payment has arrived"


def test_every_letter_is_plain_and_whole(office, subscribed, settled, mailoutbox):
    from billing import letters

    subscribed.foundation.name = "Ben & Ada’s"
    subscribed.foundation.save()
    subscribed.failed_at = clock.now()
    subscribed.save()
    for name in ("started", "changed", "cancelled", "ended", "recovered", "lapsed"):
        with settled():
            assert letters.write(name, subscription_id=subscribed.pk) == 1
    for letter in (1, 2):
        with settled():
            letters.write("payment_failed", subscription_id=subscribed.pk, letter=letter)
    assert len(mailoutbox) == 8
    for letter in mailoutbox:
        assert "Ben & Ada’s" in letter.body
        assert "None" not in letter.body
        assert "http://" in letter.body
        assert "!" not in letter.subject + letter.body


def test_a_letter_about_nothing_is_not_written(plans):
    from billing import letters

    assert letters.write("started", subscription_id=1) == 0


def test_tasks_reconcile_and_remind(office, subscribed, double, number, act):
    from billing import tasks

    double.ledger.cancel(double.store.get("subscription", number))
    tasks.reconcile()
    subscribed.refresh_from_db()
    assert subscribed.state == Subscription.State.CANCELED
    tasks.remind_and_lapse()


def test_reconciling_stops_when_stripe_is_silent(subscribed, settings, monkeypatch, caplog):
    from billing import tasks

    monkeypatch.setattr("billing.stripe_gateway.RETRIES", 0)
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    tasks.reconcile()
    assert "does not answer" in caplog.text


def test_the_command_plants_and_grants(db, capsys):
    from django.core.management import call_command

    call_command("plant_plans")
    assert "3 plans" in capsys.readouterr().out
    assert not queries.foundations_without_entitlements().exists()


def test_after_a_migration_the_plans_are_there(db):
    from tenants.events import PlatformMigrated

    for _ in range(2):
        events.tell(PlatformMigrated())
    assert queries.plans_on_offer().count() == len(rules.PLANS)
