"""Apps of everybody in the cast, and the walls between them."""

import pytest

from api_client import App, app_of, visitor


@pytest.fixture
def cleo(cast) -> App:
    """Cleo's app in Agora, with every scope."""
    return app_of(cast.agora, cast.cleo)


@pytest.fixture
def eli(cast) -> App:
    """Eli's app in Agora."""
    return app_of(cast.agora, cast.eli)


@pytest.fixture
def ben(cast) -> App:
    """The app of Ben, who moderates Agora."""
    return app_of(cast.agora, cast.ben)


@pytest.fixture
def dov(cast) -> App:
    """Dov's app in Forum: a stranger to Agora."""
    return app_of(cast.forum, cast.dov)


@pytest.fixture
def nobody(cast) -> App:
    """An app without a token, in Agora."""
    return visitor(cast.agora)
