"""A window onto a list: downwards, upwards, between, and nothing twice."""

import pytest

from commons.pages import Window, cursor_of, read
from squares.posts.models.names import Tag

pytestmark = pytest.mark.usefixtures("in_agora")


@pytest.fixture
def numbers() -> list[int]:
    return [Tag.objects.create(key=f"t{n}", name=f"t{n}").pk for n in range(6)]


def page(**bounds: int):
    return read(Tag.objects.all(), Window(**bounds), key=lambda row: row.pk)


def ids(found) -> list[int]:
    return [row.pk for row in found.items]


def test_newest_first_with_cursors_both_ways(numbers) -> None:
    found = page(size=4)
    assert ids(found) == numbers[:1:-1]
    assert (found.older, found.newest) == (numbers[2], numbers[5])


def test_before_and_since_leave_themselves_out(numbers) -> None:
    assert ids(page(before=numbers[4], since=numbers[1])) == [numbers[3], numbers[2]]


def test_after_gives_the_page_next_to_it(numbers) -> None:
    found = page(after=numbers[0], size=2)
    assert ids(found) == [numbers[2], numbers[1]]
    assert (found.older, found.newest) == (numbers[1], numbers[2])


def test_since_gives_the_newest(numbers) -> None:
    assert ids(page(since=numbers[0], size=2)) == [numbers[5], numbers[4]]


def test_the_end_has_no_older_page(numbers) -> None:
    assert page(size=6).older is None
    assert page(before=numbers[0]).newest is None


@pytest.mark.parametrize(
    ("text", "cursor"),
    [
        ("12", 12),
        (str(2**63 - 1), 2**63 - 1),
        (str(2**63), None),
        ("9" * 19, None),
        ("9" * 5000, None),
        ("-1", None),
        ("\u0661", None),
        ("", None),
        (None, None),
    ],
)
def test_a_cursor_is_what_an_id_can_be(text, cursor) -> None:
    assert cursor_of(text) == cursor
