"""Every endpoint that apps need is there; what is left out is named here, with the reason."""

import re

import pytest

from house import checks
from squares.api import routes
from squares.api.endpoint import DECLARED

LINES = [
    line.split(" ")[:3]
    for line in (checks.ROOT / "tests/clients/inventory.txt").read_text().splitlines()
    if line and not line.startswith("#")
]

# Of tier B, and not offered: each answers 404 in JSON.
LEFT_OUT = {"collections": "a feature of Mastodon 4.6 that squares do not have"}
# Answered by a page, and by the streaming program, which has tests of its own.
ELSEWHERE = ("/oauth/authorize", "/api/v1/streaming")
WANTED = [
    (tier, method, path)
    for tier, method, path in LINES
    if tier in "AB" and path != "/" and not path.startswith(ELSEWHERE)
]
THERE = {(declared.method, re.sub(r":\w+", ":", declared.path)) for declared in DECLARED}


def _left_out(path: str) -> bool:
    return any(word in path for word in LEFT_OUT)


@pytest.mark.parametrize(("tier", "method", "path"), WANTED, ids=lambda part: part)
def test_what_apps_need_is_there(tier, method, path) -> None:
    assert routes.MODULES
    is_there = (method, re.sub(r":\w+", ":", path)) in THERE
    assert is_there != _left_out(path)
    assert is_there or tier == "B"


def test_what_is_left_out_answers_in_json(cleo) -> None:
    for _tier, method, path in WANTED:
        if _left_out(path):
            answer = getattr(cleo, method.lower())(re.sub(r":\w+", "1", path))
            assert (answer.status_code, answer.json()) == (404, {"error": "Record not found"})


def test_federation_only_is_answered_honestly(cleo) -> None:
    """Tier C: constant answers, or nothing there; never a page, never a fault."""
    for tier, method, path in LINES:
        if tier == "C" and "streaming" not in path:
            answer = getattr(cleo, method.lower())(re.sub(r":\w+", "1", path))
            assert answer.status_code < 500
            assert answer["Content-Type"].startswith("application/json")
