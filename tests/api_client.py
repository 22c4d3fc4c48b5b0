"""An app in a test: it holds a token, speaks JSON, and checks each answer's shape."""

import json
from dataclasses import dataclass
from typing import Any

from django.test import Client

from commons import clock
from squares.clients.actions import issue_token, register_app
from squares.members.models import Member
from tenants.context import inside
from tenants.models.square import Square

EVERYTHING = ("read", "write", "follow", "push", "profile", "admin:read", "admin:write")


@dataclass
class App:
    """One app on one host, perhaps with a token."""

    square: Square
    client: Client
    token: str = ""

    def get(self, path: str, **query: Any):
        """Ask with a query."""
        return self.client.get(path, query, headers=self._headers())

    def post(self, path: str, body: Any = None, **headers: str):
        """Send JSON."""
        return self._send("post", path, body, headers)

    def put(self, path: str, body: Any = None, **headers: str):
        """Send JSON."""
        return self._send("put", path, body, headers)

    def patch(self, path: str, body: Any = None, **headers: str):
        """Send JSON."""
        return self._send("patch", path, body, headers)

    def delete(self, path: str, body: Any = None, **headers: str):
        """Send JSON, or nothing."""
        return self._send("delete", path, body, headers)

    def form(self, path: str, body: dict[str, Any], method: str = "post"):
        """Send a form, as multipart where there are files."""
        from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

        content = encode_multipart(BOUNDARY, body)
        return self.client.generic(
            method.upper(), path, content, content_type=MULTIPART_CONTENT, headers=self._headers()
        )

    def _send(self, method: str, path: str, body: Any, headers: dict[str, str]):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        content = json.dumps(body if body is not None else {})
        return getattr(self.client, method)(
            path, content, content_type="application/json", headers=self._headers() | named
        )

    def _headers(self) -> dict[str, str]:
        known = {"host": self.square.host}
        return known | {"authorization": f"Bearer {self.token}"} if self.token else known


def app_of(square: Square, member: Member | None, scopes: tuple[str, ...] = EVERYTHING) -> App:
    """Return an app that a member lets act for them; for None, one that acts for itself."""
    with inside(square):
        made = register_app(
            name="Testpilot",
            redirect_uris=["urn:ietf:wg:oauth:2.0:oob"],
            wanted=EVERYTHING,
            at=clock.now(),
        )
        issued = issue_token(
            application=made.application, member=member, wanted=scopes, at=clock.now()
        )
    return App(square, Client(), issued.token)


def visitor(square: Square) -> App:
    """Return an app without any token."""
    return App(square, Client())
