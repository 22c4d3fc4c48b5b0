"""Single requests to a stand, for what load is not the question of."""

import http.client
import json
from typing import Any, Self

from bench.targets import Targets
from bench.wrk import Call
from embedded.trouble import Trouble


class Asking:
    """One connection to a stand that stays open."""

    def __init__(self, address: str, port: int) -> None:
        self._line = http.client.HTTPConnection(address, port, timeout=60)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_ended: object) -> None:
        self._line.close()

    def ask(self, call: Call) -> bytes:
        """Return the body of an answer.

        Raises: Trouble, for anything but a 200.
        """
        headers = {"Host": call.host, "X-Forwarded-Proto": "https"}
        if call.token:
            headers["Authorization"] = f"Bearer {call.token}"
        if call.body:
            headers["Content-Type"] = "application/json"
        self._line.request(call.method, call.path, call.body or None, headers)
        answer = self._line.getresponse()
        body = answer.read()
        if answer.status != http.client.OK:
            raise Trouble(f"{call.method} {call.path} answered {answer.status}: {body[:200]!r}")
        return body

    def read(self, call: Call) -> Any:  # Any: whatever the entity is
        """Return an answer's JSON."""
        return json.loads(self.ask(call))


def once(told: Targets, call: Call) -> bytes:
    """Ask one thing on a connection of its own.

    Raises: Trouble.
    """
    with Asking(told.address, told.port) as asking:
        return asking.ask(call)
