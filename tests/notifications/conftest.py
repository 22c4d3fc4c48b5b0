"""What the tests of this room share."""

import pytest

from commons import events


@pytest.fixture
def facts_of(monkeypatch):
    """Return a maker of lists that fill with the facts of a kind, in place of who hears them."""

    def hear(kind):
        told = []
        monkeypatch.setitem(events._listeners, kind, [told.append])
        return told

    return hear
