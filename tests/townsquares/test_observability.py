"""Faults reach Sentry with the square's tag and with nothing that names a person."""

import json
import logging
from types import SimpleNamespace

import pytest
import sentry_sdk
from sentry_sdk.transport import Transport

from api_client import app_of
from townsquares import observability


class Box(Transport):
    """Keeps what would have been sent."""

    sent: list[str] = []

    def capture_envelope(self, envelope) -> None:
        self.sent += [json.dumps(i.payload.json) for i in envelope.items if i.payload.json]


@pytest.fixture
def box():
    """Report into a box for one test."""
    Box.sent = []
    observability.start("https://key@sentry.example/1", mode="test", transport=Box)
    yield Box
    sentry_sdk.get_client().close()
    sentry_sdk.get_global_scope().set_client(None)


def test_off_without_a_dsn() -> None:
    assert observability.start("", mode="test") is False


def test_fault_carries_place_and_nobody(cast, browser_of, box, monkeypatch) -> None:
    def fail(**_given):
        password = "hunter2 is secret"  # noqa: F841 - a local that must not leave
        raise RuntimeError("it broke")

    monkeypatch.setattr("ops.views.public_notice.notice_by_secret", fail)
    client = browser_of(cast.agora, cast.cleo)
    client.raise_request_exception = False
    address = "/legal/notices/N-2026-000001/" + "0123456789abcdef" * 2
    answer = client.get(f"{address}?token=abc", headers={"x-forwarded-for": "203.0.113.9"})
    assert answer.status_code == 500
    (event,) = [json.loads(sent) for sent in box.sent]
    assert event["tags"]["square"] == "sq_agora"
    assert event["tags"]["request"] == answer["X-Request-Id"]
    whole = json.dumps(event)
    for private in ("hunter2", "token=abc", "203.0.113.9", "cleo@", "sessionid", cast.cleo.handle):
        assert private not in whole


def test_neither_keys_nor_quoted_rows_leave(cast, browser_of, box, monkeypatch) -> None:
    def fail(**_given):
        raise RuntimeError("duplicate key\nDETAIL:  Key (email)=(who@example.org) exists.")

    monkeypatch.setattr("ops.views.public_notice.notice_by_secret", fail)
    client = browser_of(cast.agora)
    client.raise_request_exception = False
    secret = "0123456789abcdef" * 2
    assert client.get(f"/legal/notices/N-2026-999999/{secret}").status_code == 500
    (whole,) = box.sent
    assert "duplicate key" in whole
    assert "/legal/notices/" in whole
    assert secret not in whole
    assert "who@example.org" not in whole


def test_a_line_names_the_route_and_not_the_key() -> None:
    said = ("Internal Server Error", "/legal/notices/N-2026-000001/fedcba98")
    record = logging.LogRecord("django.request", logging.ERROR, "", 1, "%s: %s", said, None)
    record.request = SimpleNamespace(resolver_match=SimpleNamespace(route="legal/<secret:secret>"))
    assert observability.PlaceFilter().filter(record)
    assert record.getMessage() == "Internal Server Error: /legal/<secret:secret>"
    assert record.request == "-"


def test_a_call_that_fails_names_its_declared_path_and_nobody(cast, box, monkeypatch) -> None:
    def fail(*_given):
        raise RuntimeError("it broke")

    monkeypatch.setattr("squares.api.v1.statuses.card_for", fail)
    app = app_of(cast.agora, cast.cleo)
    app.client.raise_request_exception = False
    answer = app.get("/api/v1/statuses/4711", secret="hunter2")
    assert answer.status_code == 500
    assert box.sent
    for sent in box.sent:
        event = json.loads(sent)
        assert event["tags"]["square"] == "sq_agora"
        assert event["tags"]["request"] == answer["X-Request-Id"]
        for private in ("hunter2", "4711", app.token, cast.cleo.handle):
            assert private not in sent
    assert any("/api/v1/statuses/:status_id" in sent for sent in box.sent)
