"""Every endpoint that apps cannot do without was driven by the tests before this one."""

import requests

from conftest import DRIVEN, LINES

# Driven by a browser's session, and by tests/streaming.
ELSEWHERE = {"/oauth/authorize"}


def test_every_endpoint_of_tier_a_was_driven(url) -> None:
    assert requests.head(url, timeout=10).status_code == 200
    wanted = {
        (method, path)
        for tier, method, path, _shape in LINES
        if tier == "A" and method != "HEAD" and "streaming" not in path
    }
    missing = {one for one in wanted - DRIVEN if one[1] not in ELSEWHERE}
    assert missing == set()
