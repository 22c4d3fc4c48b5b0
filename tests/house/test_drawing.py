"""The drawing in the papers is the one the imports make."""

from house import checks
from townsquares import drawing


def test_drawing_is_current() -> None:
    """`make house` draws it again."""
    assert (checks.ROOT / "docs" / "house.svg").read_text() == drawing.svg()


def test_every_room_has_its_floor() -> None:
    folders = {p.parent.name for p in (checks.ROOT / "squares").glob("*/__init__.py")}
    drawn = {room.removeprefix("squares.") for floor in drawing.FLOORS for room in floor}
    assert folders - drawn == set()


def test_arrows_point_down() -> None:
    floor_of = {room: n for n, floor in enumerate(drawing.FLOORS) for room in floor}
    upward = [pair for pair in drawing.arrows() if floor_of[pair[0]] >= floor_of[pair[1]]]
    assert upward == []
