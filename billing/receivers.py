"""What follows from facts: plans after a deployment, letters about money from a worker."""

from billing import actions, letters
from billing.events import (
    CancellationScheduled,
    PaymentFailed,
    PaymentRecovered,
    PlanChanged,
    PlanLapsed,
    SubscriptionEnded,
    SubscriptionStarted,
)
from commons.events import listen
from tenants.events import PlatformMigrated


@listen(SubscriptionStarted)
def write_of_start(fact: SubscriptionStarted) -> None:
    """Thank them and say what they have now."""
    letters.write("started", subscription_id=fact.subscription_id)


@listen(PlanChanged)
def write_of_change(fact: PlanChanged) -> None:
    """Say which plan they have now."""
    letters.write("changed", subscription_id=fact.subscription_id)


@listen(CancellationScheduled)
def write_of_cancellation(fact: CancellationScheduled) -> None:
    """Say when it ends and what remains."""
    letters.write("cancelled", subscription_id=fact.subscription_id)


@listen(SubscriptionEnded)
def write_of_end(fact: SubscriptionEnded) -> None:
    """Say that it is over."""
    letters.write("ended", subscription_id=fact.subscription_id)


@listen(PaymentFailed)
def write_of_failure(fact: PaymentFailed) -> None:
    """Say that a payment is missing, and until when there is time."""
    letters.write("payment_failed", subscription_id=fact.subscription_id, letter=fact.letter)


@listen(PaymentRecovered)
def write_of_recovery(fact: PaymentRecovered) -> None:
    """Say that everything is in order again."""
    letters.write("recovered", subscription_id=fact.subscription_id)


@listen(PlanLapsed)
def write_of_lapse(fact: PlanLapsed) -> None:
    """Say that the free plan holds until the bill is paid."""
    letters.write("lapsed", subscription_id=fact.subscription_id)


@listen(PlatformMigrated)
def plant_after_migration(_fact: PlatformMigrated) -> None:
    """Write the plans on offer down, as the code knows them now."""
    actions.plant_plans()
