"""Posts in Agora."""

import pytest

from talk_cast import say
from tenants.context import inside


@pytest.fixture
def said(cast):
    """Return a maker of posts in Agora."""

    def make(by, text="Good morning.", **draft):
        with inside(cast.agora):
            return say(by, text, **draft)

    return make
