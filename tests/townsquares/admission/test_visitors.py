"""What visitors read is given again for a second: to visitors of that square only, and counted."""

from contextlib import nullcontext
from io import BytesIO

import pytest
from django.test import RequestFactory
from django.test.client import FakePayload

from squares.api import budgets
from tenants.context import inside
from townsquares.admission.gate import Gate
from townsquares.admission.takings import take_away
from townsquares.admission.visitors import is_visitor

PUBLIC = "/api/v1/timelines/public"


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


class Room:
    """A stand-in for Django, which answers each time something else."""

    def __init__(self, cast) -> None:
        self.squares = {"agora.localhost": cast.agora, "forum.localhost": cast.forum}
        self.asked, self.status, self.cookie = 0, "200 OK", False
        self.meanwhile = lambda: None

    def __call__(self, environ, begin):
        from django.http import HttpResponse

        self.asked += 1
        self.meanwhile()
        environ["townsquares.square"] = self.squares[environ["HTTP_HOST"]]
        response = HttpResponse(f"{environ['HTTP_HOST']} {self.asked}")
        response["X-RateLimit-Remaining"] = "another's"
        if self.cookie:
            response["Set-Cookie"] = "a=b"
        begin(self.status, list(response.items()))
        return response


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def room(cast):
    return Room(cast)


@pytest.fixture
def ask(room, clock):
    """Return what asks, after a first call by which the gate learned which square is where."""
    gate = Gate(room, slot=nullcontext, clock=clock)

    def asking(path=PUBLIC, host="agora.localhost", method="GET", **headers):
        environ = RequestFactory().generic(method, path, HTTP_HOST=host, **headers).environ
        environ["HTTP_COOKIE"] = headers.get("HTTP_COOKIE", "")
        said = []
        gate.take(environ, lambda *answer: said.append(answer))
        [(_status, given, body)] = said
        return dict(given), body.decode()

    for host in room.squares:
        asking("/x", host)
    room.asked = 0
    return asking


def test_the_second_visitor_hears_what_the_first_was_told(ask, room, clock) -> None:
    assert ask()[1] == "agora.localhost 1"
    again, body = ask(REMOTE_ADDR="192.0.2.7")
    assert (body, room.asked) == ("agora.localhost 1", 1)
    assert again["X-RateLimit-Remaining"] == str(budgets.AN_ADDRESS - 1)
    assert len(again["X-Request-Id"]) == 16
    clock.now += 1.1
    assert ask()[1] == "agora.localhost 2"


def test_each_square_has_its_own(ask) -> None:
    assert ask()[1] == "agora.localhost 1"
    assert ask(host="forum.localhost")[1] == "forum.localhost 2"


@pytest.mark.parametrize(
    "who",
    [
        {"HTTP_AUTHORIZATION": "Bearer a"},
        {"HTTP_COOKIE": "sessionid=a"},
        {"path": f"{PUBLIC}?access_token=a"},
        {"HTTP_ACCEPT_LANGUAGE": "de"},
        {"path": f"{PUBLIC}?limit=5"},
        {"path": "/api/v1/streaming/public"},
        {"path": "/public"},
        {"method": "POST"},
    ],
)
def test_whoever_says_who_they_are_or_asks_something_else_is_answered_anew(ask, room, who) -> None:
    ask()
    assert ask(**who)[1] == "agora.localhost 2"
    assert ask()[1] == "agora.localhost 1"


def test_what_is_taken_away_is_gone_at_once(ask, cast, room) -> None:
    ask()
    take_away(cast.forum.schema_name)
    assert ask()[1] == "agora.localhost 1"
    take_away(cast.agora.schema_name)
    assert ask()[1] == "agora.localhost 2"
    room.meanwhile = lambda: take_away(cast.agora.schema_name)
    take_away(cast.agora.schema_name)
    ask()
    room.meanwhile = lambda: None
    assert ask()[1] == "agora.localhost 4"


def test_refusals_and_what_sets_a_cookie_are_not_kept(ask, room) -> None:
    room.status = "404 Not Found"
    ask()
    room.status, room.cookie = "200 OK", True
    ask()
    assert ask()[1] == "agora.localhost 3"


def test_who_has_spent_their_budget_is_for_django_to_refuse(ask, cast) -> None:
    ask()
    with inside(cast.agora):
        for _ in range(budgets.AN_ADDRESS):
            budgets.spend_of_visitor("127.0.0.1")
    assert ask()[1] == "agora.localhost 2"
    assert ask(REMOTE_ADDR="192.0.2.7")[1] == "agora.localhost 2"


def test_whoever_sends_a_body_may_say_in_it_who_they_are() -> None:
    environ = RequestFactory().get(PUBLIC).environ
    environ["HTTP_COOKIE"] = ""
    assert is_visitor(environ)
    sent = {"CONTENT_LENGTH": "20", "wsgi.input": FakePayload(b'{"access_token":"a"}')}
    assert not is_visitor(environ | sent)
    assert not is_visitor(environ | {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input": BytesIO()})
