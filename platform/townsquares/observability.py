"""What we may know of a fault: where it happened, never to whom.

Sentry gets the square's slug and the request's number as tags; request bodies, cookies,
addresses and signed-in names are removed before anything leaves the process.
"""

import logging
from contextvars import ContextVar
from random import getrandbits
from typing import TYPE_CHECKING

import sentry_sdk
from django.db import connection
from sentry_sdk.integrations.celery import CeleryIntegration
from sentry_sdk.integrations.django import DjangoIntegration
from sentry_sdk.transport import Transport

if TYPE_CHECKING:
    from sentry_sdk._types import Event, Hint

request_number: ContextVar[str] = ContextVar("request_number", default="-")

_PRIVATE = ("user", "breadcrumbs", "extra")
_PRIVATE_REQUEST = ("data", "cookies", "env", "headers", "query_string", "url")
_PRIVATE_FRAME = ("vars", "pre_context", "context_line", "post_context")


def new_number() -> str:
    """Return a number for a request: not secret, and so without asking the system for it.

    That would let go of Python's lock, for which others wait.
    """
    return f"{getrandbits(64):016x}"


class PlaceFilter(logging.Filter):
    """Put the square's schema and the request's number on every log line.

    Django's own lines about a request name its route instead of its address, which may be a key.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Always let the line through; add `square` and `request` to it."""
        asked = getattr(getattr(record, "request", None), "resolver_match", None)
        if asked is not None and isinstance(record.args, tuple) and record.args:
            record.args = (*record.args[:-1], f"/{asked.route}")
        record.square = getattr(connection, "schema_name", None) or "public"
        record.request = request_number.get()
        return True


def scrub(event: "Event", _hint: "Hint") -> "Event":
    """Remove what names a person; add where the fault happened.

    Frames keep only their place: a password in a local variable is still a password. The address
    goes, since it may be a key (a notice's, a password reset's); `transaction` keeps its route.
    And so do the values that Postgres quotes beneath a violated constraint.
    """
    for part in _PRIVATE:
        event.pop(part, None)  # type: ignore[misc]
    for part in _PRIVATE_REQUEST:
        event.get("request", {}).pop(part, None)
    for fault in (event.get("exception") or {}).get("values", []):
        fault["value"] = str(fault.get("value") or "").partition("\nDETAIL:")[0]
        for frame in (fault.get("stacktrace") or {}).get("frames", []):
            for part in _PRIVATE_FRAME:
                frame.pop(part, None)
    tags = event.setdefault("tags", {})
    if isinstance(tags, dict):
        tags["square"] = getattr(connection, "schema_name", None) or "public"
        tags["request"] = request_number.get()
    return event


def start(dsn: str, *, mode: str, transport: Transport | None = None) -> bool:
    """Begin reporting faults to Sentry.

    dsn: empty reports nowhere.  transport: where events go instead of the network, for tests.
    Returns: whether reporting is on.
    Source: https://docs.sentry.io/platforms/python/configuration/options/
    """
    if not dsn:
        return False
    sentry_sdk.init(
        dsn=dsn,
        environment=mode,
        transport=transport,
        before_send=scrub,
        data_collection={
            "user_info": False,
            "cookies": {"mode": "off"},
            "http_bodies": [],
            "database_query_data": False,
            "queues": False,
            "stack_frame_variables": False,
        },
        max_request_body_size="never",
        auto_enabling_integrations=False,
        integrations=[DjangoIntegration(), CeleryIntegration()],
    )
    return True
