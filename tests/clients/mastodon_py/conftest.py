"""Three members with Mastodon.py against a throwaway square; every answer's shape is checked."""

import json
import os
import re
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from mastodon import Mastodon

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from shapes import faults

SCOPES = ["read", "write", "follow", "push", "profile"]
PASSWORD = "correct horse battery"
LINES = [
    line.split(" ")
    for line in (Path(__file__).parents[1] / "inventory.txt").read_text().splitlines()
    if line and not line.startswith("#")
]
# Which endpoints were answered well, in this whole run.
DRIVEN: set[tuple[str, str]] = set()


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r":\w+", "[^/]+", re.escape(path).replace(r"\:", ":")) + "/?")


# Fixed paths before those with a parameter in their place.
ROUTES = [
    (method, path, shape, _pattern(path))
    for _tier, method, path, shape in sorted(LINES, key=lambda line: line[2].count(":"))
]


class Recorder(requests.Session):
    """Checks each good answer against the shape that the inventory names."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> requests.Response:
        """Send, and look at what comes."""
        response = super().request(method, url, *args, **kwargs)
        path = urlsplit(url).path
        for wanted, declared, shape, pattern in ROUTES:
            if wanted == method.upper() and pattern.fullmatch(path):
                self._look(response, f"{wanted} {declared}", shape)
                if response.ok:
                    DRIVEN.add((wanted, declared))
                break
        return response

    def _look(self, response: requests.Response, what: str, shape: str) -> None:
        if response.status_code >= 500:
            self.faults.append(f"{what}: {response.status_code} {response.text[:200]}")
        if not response.ok or shape in {"-", "*"}:
            return
        kinds = shape.split("|") if shape[0] != "[" else [shape]
        found = [faults(response.json(), kind) for kind in kinds]
        if not any(not each for each in found):
            self.faults += [f"{what}: {fault}" for fault in min(found, key=len)]


def client(url: str, token: str | None = None, **more: Any) -> Mastodon:
    """Return a client that checks shapes and never waits."""
    return Mastodon(
        api_base_url=url,
        access_token=token,
        session=Recorder(),
        ratelimit_method="throw",
        version_check_mode="none",
        **more,
    )


@pytest.fixture(scope="session")
def stand() -> dict[str, str]:
    """Where the square is, and its steward's token."""
    return json.loads(Path(os.environ["STAND_FILE"]).read_text())


@pytest.fixture(scope="session")
def url(stand: dict[str, str]) -> str:
    return stand["url"]


@pytest.fixture(scope="session")
def app(url: str) -> tuple[str, str]:
    return Mastodon.create_app(
        "Mastodon.py suite", scopes=SCOPES, api_base_url=url, session=Recorder()
    )


def join(url: str, app: tuple[str, str]) -> Mastodon:
    """Join the square as somebody new, by the API alone."""
    newcomer = client(url, client_id=app[0], client_secret=app[1])
    name = f"m{uuid.uuid4().hex[:10]}"
    newcomer.create_account(
        name, PASSWORD, f"{name}@example.org", agreement=True, scopes=SCOPES, locale="en"
    )
    assert newcomer.session.faults == []
    return newcomer


@pytest.fixture(scope="session")
def members(url: str, app: tuple[str, str]) -> list[Mastodon]:
    return [join(url, app) for _ in range(3)]


@pytest.fixture
def ada(members: list[Mastodon]) -> Iterator[Mastodon]:
    yield from _watched(members[0])


@pytest.fixture
def ben(members: list[Mastodon]) -> Iterator[Mastodon]:
    yield from _watched(members[1])


@pytest.fixture
def cleo(members: list[Mastodon]) -> Iterator[Mastodon]:
    yield from _watched(members[2])


@pytest.fixture
def visitor(url: str) -> Iterator[Mastodon]:
    yield from _watched(client(url))


@pytest.fixture
def steward(url: str, stand: dict[str, str]) -> Iterator[Mastodon]:
    yield from _watched(client(url, stand["access_token"]))


def _watched(someone: Mastodon) -> Iterator[Mastodon]:
    someone.session.faults.clear()
    yield someone
    assert someone.session.faults == []


@pytest.fixture
def raw(url: str) -> Any:
    """Ask what Mastodon.py has no method for: `raw(client, "GET", "/api/v1/…", json={…})`."""

    def ask(someone: Mastodon, method: str, path: str, **body: Any) -> Any:
        headers = (
            {"Authorization": f"Bearer {someone.access_token}"} if someone.access_token else {}
        )
        response = someone.session.request(method, url + path, headers=headers, **body)
        assert response.ok, response.text
        return response.json() if response.text else None

    return ask


def me(someone: Mastodon) -> Any:
    """Return the account of whoever asks."""
    return someone.account_verify_credentials()
