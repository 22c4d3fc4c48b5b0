"""Facts this room tells."""

from dataclasses import dataclass

from commons.events import Fact


@dataclass(frozen=True)
class SquareBuilt(Fact):
    """A square's schema stands; told inside the square so that rooms can furnish it.

    Told again when founding is repeated after a crash: furnish what is missing, no more.
    """

    square_id: int


@dataclass(frozen=True)
class SquareStateChanged(Fact):
    """A square went from one state to another; told in public."""

    square_id: int
    before: str
    after: str


@dataclass(frozen=True)
class SquareChanged(Fact):
    """What the platform says of a square changed: its name, its settings, its hosts."""

    square_id: int


@dataclass(frozen=True)
class PlatformMigrated(Fact):
    """The tables are up to date; rooms may write down what must always be there.

    Told in public, after every deployment: write what is missing, no more.
    """
