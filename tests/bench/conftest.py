"""A set small enough to be loaded in a test, drawn like the real ones."""

import dataclasses

import pytest

from bench.drawing import draw
from bench.sizes import SMALL
from commons import clock
from tenants.actions import FoundingRequest, found_square
from tenants.models.foundation import Officer

TINY = dataclasses.replace(
    SMALL,
    name="tiny",
    members=120,
    days=10,
    posts=400,
    replies=40,
    boosts=40,
    favourites=200,
    mentions=75,
    tagged=60,
    tags=20,
    follows=2_400,
    median_followers=15,
    celebrity=110,
    reader_follows=30,
)


@pytest.fixture(scope="session")
def size():
    return TINY


@pytest.fixture(scope="session")
def drawn():
    return draw(TINY)


@pytest.fixture
def square(cast):
    """Return a square in which nobody is yet."""
    office = Officer.objects.select_related("foundation", "user").get(user=cast.ada_officer)
    office.foundation.entitlements = {"squares": 3}
    office.foundation.save()
    request = FoundingRequest(name="Plaza", slug="plaza", language="en", jurisdiction="DE")
    return found_square(request=request, by=office, at=clock.now())
