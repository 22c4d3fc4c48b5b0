"""Facts this room tells; all durable: each must reach a square or be seen to fail."""

from dataclasses import dataclass
from typing import ClassVar

from commons.events import Fact


@dataclass(frozen=True)
class NoticeFiled(Fact):
    """Somebody filed a notice; what it names is to be copied."""

    durable: ClassVar[bool] = True
    notice_id: int


@dataclass(frozen=True)
class TakedownApproved(Fact):
    """Two people agree; the measure is to be carried out in its square."""

    durable: ClassVar[bool] = True
    takedown_id: int


@dataclass(frozen=True)
class TakedownSetAside(Fact):
    """One that had failed is given up; whatever part of it reached its square is to be undone."""

    durable: ClassVar[bool] = True
    takedown_id: int


@dataclass(frozen=True)
class LiftApproved(Fact):
    """Two people agree; the measure is to be lifted in its square."""

    durable: ClassVar[bool] = True
    lift_id: int


@dataclass(frozen=True)
class EscalationClosed(Fact):
    """A square's case was decided; its moderators are to read the answer."""

    durable: ClassVar[bool] = True
    escalation_id: int
