"""Serves the double over HTTP: the API below /v1/, and pages for people."""

import hashlib
import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self
from urllib.parse import urlsplit

from typing_extensions import override

from embedded.stripe_double import (
    catalogue,  # noqa: F401 - its addresses are registered by being imported
    clicks,
    form,
    orders,  # noqa: F401 - likewise
    resources,
    shapes,
)
from embedded.stripe_double.clicks import Answer
from embedded.stripe_double.events import Postman
from embedded.stripe_double.expansion import expand
from embedded.stripe_double.ledger import Ledger
from embedded.stripe_double.refusals import Refused
from embedded.stripe_double.store import Store

_MAX_BYTES = 1_000_000
_MAX_KEY_LENGTH = 255


class StripeDouble:
    """A running double; `with StripeDouble(…) as double:` serves it from a thread."""

    def __init__(
        self,
        var: Path,
        *,
        webhook_url: str,
        webhook_secret: str,
        port: int = 0,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.store = Store(var)
        handler = type("Handler", (_Handler,), {"double": self})
        self._http = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self.port = self._http.server_port
        self.address = f"http://127.0.0.1:{self.port}"
        # Pages stand on another name than the API: browsers let forms lead to localhost.
        self.ledger = Ledger(self.store, now=now, address=f"http://localhost:{self.port}")
        self.postman = Postman(self.store, url=webhook_url, secret=webhook_secret, now=now)

    def serve(self) -> None:
        """Answer until `close` is called from another thread."""
        self.postman.start()
        self._http.serve_forever(poll_interval=0.1)

    def close(self) -> None:
        """Stop answering and let go of the file."""
        self._http.shutdown()
        self._http.server_close()
        self.postman.end()
        self.store.close()

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve, name="stripe double", daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class _Handler(BaseHTTPRequestHandler):
    """One request."""

    double: ClassVar[StripeDouble]
    protocol_version = "HTTP/1.1"
    server_version = "StripeDouble"
    timeout = 30
    wbufsize = -1  # one packet an answer
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer a GET."""
        self._answer()

    def do_POST(self) -> None:
        """Answer a POST."""
        self._answer()

    def do_DELETE(self) -> None:
        """Answer a DELETE."""
        self._answer()

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: a development log is read by people."""

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > _MAX_BYTES:
            self.close_connection = True
            self._send(Answer(413, "Too large.", "text/plain"))
            return
        body = self.rfile.read(length).decode(errors="replace")
        api = self.path.startswith("/v1/")
        answer = self._answer_api(body) if api else self._answer_page(body)
        self.double.postman.wake()
        self._send(answer)

    def _answer_page(self, body: str) -> Answer:
        path = urlsplit(self.path).path
        with self.double.store.transaction():
            return clicks.answer(self.double.ledger, self.command, path, body)

    def _answer_api(self, body: str) -> Answer:
        try:
            self._check_key()
            with self.double.store.transaction():
                return self._answer_once(body)
        except Refused as refusal:
            return Answer(refusal.status, json.dumps(refusal.body, indent=2), _JSON)

    def _check_key(self) -> None:
        given = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if not given.startswith(("sk_", "rk_")):
            raise Refused("You did not provide an API key, or not a secret one.", status=401)

    def _answer_once(self, body: str) -> Answer:
        """Carry a request out, or repeat what its idempotency key was answered before.

        Source: https://docs.stripe.com/api/idempotent_requests
        """
        key = self.headers.get("Idempotency-Key", "") if self.command == "POST" else ""
        if not key:
            return self._carry_out(body)
        if len(key) > _MAX_KEY_LENGTH:
            raise Refused("Idempotency-Key is too long.", kind="idempotency_error")
        fingerprint = hashlib.sha256(f"{self.path}\n{body}".encode()).hexdigest()
        before = self.double.store.answer_to(key)
        if before is None:
            answer = self._carry_out(body)
            self.double.store.keep_answer(key, fingerprint, answer.status, answer.body)
            return answer
        if before[0] != fingerprint:
            raise Refused(
                "Keys for idempotent requests can only be used with the same parameters they "
                f"were first used with. Try using a key other than '{key}' if you meant to "
                "execute a different request.",
                kind="idempotency_error",
            )
        return Answer(before[1], before[2], _JSON, {"Idempotent-Replayed": "true"})

    def _carry_out(self, body: str) -> Answer:
        address = urlsplit(self.path)
        params = form.parse(body if self.command == "POST" else f"{address.query}&{body}")
        paths = form.sequence(params, "expand")
        thing = resources.answer(self.double.ledger, self.command, address.path, params)
        # What is shown is a copy: expanding must not change what is kept.
        shown = expand(self.double.store, json.loads(json.dumps(thing)), paths)
        return Answer(200, json.dumps(shown, indent=2), _JSON)

    def _send(self, answer: Answer) -> None:
        payload = answer.body.encode()
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", f"{answer.kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(payload)))
        self.send_header("Request-Id", shapes.new_id("req"))
        self.send_header("Stripe-Version", shapes.API_VERSION)
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(payload)


_JSON = "application/json"
