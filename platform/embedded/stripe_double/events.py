"""Tells what happened: signed webhooks, sent again until they are taken.

Source: https://docs.stripe.com/webhooks#verify-manually
"""

import hashlib
import hmac
import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable

from embedded.stripe_double import shapes
from embedded.stripe_double.shapes import Json
from embedded.stripe_double.store import Store

_TIMEOUT_SECONDS = 10
_LONGEST_PAUSE_SECONDS = 3600
_MAX_ATTEMPTS = 40
_IDLE_SECONDS = 0.5


def tell(store: Store, kind: str, thing: Json, *, at: float, previous: Json | None = None) -> Json:
    """Write an event down and have it delivered.

    kind: such as "invoice.paid".  thing: as it is now.  previous: what changed, as it was.
    """
    told: Json = {"object": json.loads(json.dumps(thing))}
    if previous is not None:
        told["previous_attributes"] = previous
    event = store.put(shapes.event(int(at), type=kind, data=told))
    store.schedule(event["id"], at)
    return event


def signature(payload: bytes, secret: str, at: int) -> str:
    """Return the header that proves who sent the payload."""
    mac = hmac.new(secret.encode(), str(at).encode() + b"." + payload, hashlib.sha256)
    return f"t={at},v1={mac.hexdigest()}"


class Postman(threading.Thread):
    """Brings due events to the webhook, one after the other, with growing pauses on failure."""

    def __init__(self, store: Store, *, url: str, secret: str, now: Callable[[], float]) -> None:
        super().__init__(name="stripe double: webhooks", daemon=True)
        self._store, self._url, self._secret, self._now = store, url, secret, now
        self._woken = threading.Event()
        self._ended = threading.Event()

    def wake(self) -> None:
        """Look at once whether there is something to bring."""
        self._woken.set()

    def end(self) -> None:
        """Stop after the delivery in hand."""
        self._ended.set()
        self._woken.set()
        if self.is_alive():
            self.join(_TIMEOUT_SECONDS + 1)

    def run(self) -> None:
        """Deliver until told to stop."""
        while not self._ended.is_set():
            self._woken.wait(_IDLE_SECONDS)
            self._woken.clear()
            for event, attempts in self._store.due(self._now()):
                if self._ended.is_set():
                    return
                self._bring(event, attempts + 1)

    def _bring(self, event: str, attempts: int) -> None:
        payload = json.dumps(self._store.get("event", event)).encode()
        # The wall clock signs: the receiver's tolerance is about its own time.
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Stripe/1.0 (double)",
            "Stripe-Signature": signature(payload, self._secret, int(time.time())),
        }
        request = urllib.request.Request(  # noqa: S310 - the address is our own setting
            self._url, data=payload, headers=headers, method="POST"
        )
        try:
            with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS) as answer:  # noqa: S310
                answer.read()
        except (OSError, urllib.error.URLError):
            pause = min(2 ** (attempts - 1), _LONGEST_PAUSE_SECONDS)
            outcome = "waiting" if attempts < _MAX_ATTEMPTS else "given up"
            self._store.delivered(event, attempts, outcome, self._now() + pause)
        else:
            self._store.delivered(event, attempts, "taken", self._now())
