"""Facts this room tells; all durable, for a letter about money must not be lost."""

from dataclasses import dataclass
from typing import ClassVar

from commons.events import Fact


@dataclass(frozen=True)
class SubscriptionStarted(Fact):
    """A foundation pays for a plan."""

    durable: ClassVar[bool] = True
    subscription_id: int


@dataclass(frozen=True)
class PlanChanged(Fact):
    """A foundation went from one plan to another."""

    durable: ClassVar[bool] = True
    subscription_id: int
    before: str
    after: str


@dataclass(frozen=True)
class CancellationScheduled(Fact):
    """A subscription will not be renewed."""

    durable: ClassVar[bool] = True
    subscription_id: int


@dataclass(frozen=True)
class SubscriptionEnded(Fact):
    """A subscription is over; the free plan holds."""

    durable: ClassVar[bool] = True
    subscription_id: int


@dataclass(frozen=True)
class PaymentFailed(Fact):
    """A payment did not come through, or still has not; `letter` counts from 1."""

    durable: ClassVar[bool] = True
    subscription_id: int
    letter: int


@dataclass(frozen=True)
class PaymentRecovered(Fact):
    """What was overdue is paid."""

    durable: ClassVar[bool] = True
    subscription_id: int


@dataclass(frozen=True)
class PlanLapsed(Fact):
    """The days of grace are over; the free plan holds until the bill is paid."""

    durable: ClassVar[bool] = True
    subscription_id: int
