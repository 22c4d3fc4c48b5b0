"""What a process keeps for a few seconds is one square's, and bounded."""

import pytest

from commons.recent import Shelf
from tenants.context import inside


@pytest.mark.usefixtures("in_agora")
def test_a_shelf_keeps_many_things_of_one_square(cast):
    shelf = Shelf[int, str](seconds=60.0, most=2)
    shelf.of("loaves")[1] = "rye"
    assert shelf.of("loaves") == {1: "rye"}
    assert shelf.of("rolls") == {}
    with inside(cast.forum):
        assert shelf.of("loaves") == {}
    shelf.of("loaves")[2] = "wheat"
    assert shelf.of("loaves") == {}


@pytest.mark.usefixtures("in_agora")
def test_shelves_are_few():
    shelf = Shelf[int, str](seconds=60.0, most=2)
    for number in range(20):
        shelf.of(str(number))[1] = "rye"
    assert len(shelf._shelves._kept) <= 4
