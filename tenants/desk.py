"""What every page of a foundation's desk shows: whose it is, its squares, where one can go."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from tenants import queries, rules
from tenants.models.foundation import Foundation, Officer
from tenants.models.square import Square


@dataclass(frozen=True)
class Desk:
    """An officer before one square of their foundation."""

    square: Square
    office: Officer

    @property
    def may_manage(self) -> bool:
        """Whether the office changes things; a treasurer's only looks."""
        return rules.may_manage(self.office.role)


@dataclass(frozen=True)
class DeskSquare:
    """One line of the rail, and one row of the desk."""

    name: str
    url: str
    address: str
    state: str
    state_label: str
    members: int
    posts: int
    hue: float | None
    current: bool = False


def desk_square(square: Square, *, current: Square | None = None) -> DeskSquare:
    """Prepare a square for the desk."""
    usage = square.usage
    return DeskSquare(
        name=square.name,
        url=reverse("desk", args=[square.slug]),
        address=square.url.partition("//")[2],
        state=square.state,
        state_label=str(Square.State(square.state).label),
        members=int(usage.get("members", 0)),
        posts=int(usage.get("posts", 0)),
        hue=usage.get("hue"),
        current=current is not None and current.pk == square.pk,
    )


def frame(
    user: User, *, foundation: Foundation | None = None, square: Square | None = None
) -> dict[str, Any]:  # Any: a context holds all kinds
    """Return what the desk's frame shows.

    Cost: one query.
    """
    squares = list(queries.squares_under(user))
    return {
        "foundation": foundation or (square.foundation if square else None),
        "desk_squares": [desk_square(each, current=square) for each in squares],
        "desk_places": [
            ("plus", _("Found a square"), reverse("panel_found")),
            *_further_places(),
        ],
    }


def square_frame(user: User, desk: Desk) -> dict[str, Any]:  # Any: a context holds all kinds
    """Return what every page about one square shows: the frame, the square, its tabs."""
    slug = desk.square.slug
    tabs = [
        (_("Overview"), reverse("desk", args=[slug]), None),
        (_("Charter"), reverse("desk_charter", args=[slug]), None),
        (_("People"), reverse("desk_people", args=[slug]), None),
        (_("Settings"), reverse("desk_settings", args=[slug]), None),
        (_("Domains"), reverse("desk_domains", args=[slug]), None),
    ]
    return frame(user, square=desk.square) | {
        "desk": desk,
        "place": desk.square,
        "place_hue": desk.square.usage.get("hue"),
        "place_chroma": desk.square.usage.get("chroma"),
        "state_label": Square.State(desk.square.state).label,
        "tabs": tabs,
    }


@dataclass(frozen=True)
class FoundationRow:
    """A foundation on the desk, with its squares and how many more it may found."""

    foundation: Foundation
    role_label: str
    may_manage: bool
    squares: list[DeskSquare]
    allowed: int

    @property
    def left(self) -> int:
        """How many squares the plan still includes."""
        used = sum(square.state != Square.State.CLOSED for square in self.squares)
        return max(0, self.allowed - used)


def foundations(offices: Iterable[Officer], squares: Iterable[Square]) -> list[FoundationRow]:
    """Sort a person's squares under their foundations."""
    owned: dict[int, list[DeskSquare]] = {}
    for square in squares:
        owned.setdefault(square.foundation_id, []).append(desk_square(square))
    return [
        FoundationRow(
            foundation=office.foundation,
            role_label=str(Officer.Role(office.role).label),
            may_manage=rules.may_manage(office.role),
            squares=owned.get(office.foundation_id, []),
            allowed=rules.squares_allowed(office.foundation),
        )
        for office in offices
    ]


@dataclass(frozen=True)
class Step:
    """One way a square may go from here, in the words of the desk."""

    to: str
    verb: str
    question: str
    consequence: str
    done: str
    danger: bool = False


def step_to(square: Square, to: Square.State) -> Step:
    """Return the words of one step."""
    name = {"name": square.name}
    words: dict[Square.State, tuple[str, str, str, str]] = {
        Square.State.OPEN: (
            _("Open the square"),
            _("Open %(name)s?") % name,
            _("Everyone can read it, and people can join and write."),
            _("%(name)s is open.") % name,
        ),
        Square.State.READ_ONLY: (
            _("Make it read-only"),
            _("Make %(name)s read-only?") % name,
            _("Everything stays readable. Nobody can join or write until you open it again."),
            _("%(name)s is read-only.") % name,
        ),
        Square.State.CLOSING: (
            _("Close the square"),
            _("Close %(name)s for good?") % name,
            _("It becomes read-only at once. Until it has closed you can open it again."),
            _("%(name)s is closing.") % name,
        ),
        Square.State.CLOSED: (
            _("Give up this square"),
            _("Give up %(name)s?") % name,
            _("It was never opened; its address stays reserved and shows that it is closed."),
            _("%(name)s is closed.") % name,
        ),
    }
    fallback = (str(to.label), str(to.label), "", str(to.label))
    danger = to in {Square.State.CLOSING, Square.State.CLOSED}
    return Step(to.value, *words.get(to, fallback), danger=danger)


def steps_from(desk: Desk) -> list[Step]:
    """Return where an officer may take a square from here."""
    hand = rules.hand_of(desk.office.role)
    if hand is None:
        return []
    before = Square.State(desk.square.state)
    return [step_to(desk.square, to) for to in rules.next_states(before, hand=hand)]


_places: list[tuple[str, Any, str]] = []  # Any: a label translated late


def add_place(symbol: str, label: Any, url_name: str) -> None:  # Any: a label translated late
    """Let a room above put its page on the desk; called once, at start."""
    _places.append((symbol, label, url_name))


def _further_places() -> Iterable[tuple[str, str, str]]:
    return [(symbol, str(label), reverse(name)) for symbol, label, name in _places]
