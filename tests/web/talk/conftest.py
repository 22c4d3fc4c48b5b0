"""Pages of posts: what their tests share."""

import pytest

from tenants import middleware


@pytest.fixture(autouse=True)
def _long_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hosts are remembered for the whole test, so that a slow machine does not count a look-up."""
    monkeypatch.setattr(middleware, "REMEMBER_SECONDS", 3600.0)
