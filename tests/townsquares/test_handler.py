"""Programs go a shorter way than pages, and arrive at the same place."""

import json

import pytest
from django.db import OperationalError
from django.test import RequestFactory

from townsquares.wsgi import application

RULES = "/api/v1/instance/rules"


@pytest.fixture
def ask(db):
    """Return a function that asks as the gate does: `ask(host, path, method)`."""

    def asking(host: str, path: str, method: str = "GET"):
        environ = RequestFactory().generic(method, path, headers={"host": host}).environ
        begun = []
        answer = application(environ, lambda *said: begun.append(said))
        body = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        (status, headers), *_ = begun
        return int(status[:3]), dict(headers), body, isinstance(answer, list)

    return asking


def test_a_call_of_a_square_goes_the_shorter_way(ask, agora, browser_of):
    status, headers, body, shorter = ask(agora.host, RULES)
    known = browser_of(agora).get(RULES)
    assert (status, body, shorter) == (200, known.content, True)
    own = {"X-Request-Id", "X-RateLimit-Remaining"}
    assert {k: v for k, v in headers.items() if k not in own} == {
        k: v for k, v in known.items() if k not in own
    }


def test_data_brings_only_the_headers_that_hold_for_data(ask, agora):
    _, headers, *_ = ask(agora.host, RULES)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert not {"Content-Security-Policy", "X-Frame-Options", "Content-Language"} & set(headers)


@pytest.mark.parametrize("path", ["/", "/oauth/authorize", "/about"])
def test_pages_do_not(ask, agora, path):
    _, headers, _, shorter = ask(agora.host, path)
    assert not shorter
    assert "Content-Security-Policy" in headers


@pytest.mark.parametrize("host", ["localhost", "ops.localhost", "nowhere.localhost", "x.example"])
def test_where_no_square_is_nothing_goes_it(ask, host):
    status, _, _, shorter = ask(host, RULES)
    assert status == 404
    assert not shorter


def test_head_is_answered_without_a_body(ask, agora):
    status, headers, body, shorter = ask(agora.host, RULES, "HEAD")
    assert (status, body, shorter) == (200, b"", True)
    assert int(headers["Content-Length"]) > 2


def test_a_fault_on_the_way_is_an_answer(ask, agora, monkeypatch):
    def fail(*_given):
        raise RuntimeError("it broke")

    monkeypatch.setattr("squares.api.door.parsing.read", fail)
    status, _, body, _ = ask(agora.host, RULES)
    assert status == 500
    assert "wrong on our end" in json.loads(body)["error"]


def test_where_the_database_is_away_there_is_an_answer_too(ask, monkeypatch):
    def fail(*_given):
        raise OperationalError("it is away")

    monkeypatch.setattr("tenants.middleware._look_up", fail)
    assert ask("agora.localhost", RULES)[0] == 500
