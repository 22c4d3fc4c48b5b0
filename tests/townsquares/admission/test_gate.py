"""Whoever is not let in hears so at once and in the right form, and nothing was done for them."""

import json
import threading
from contextlib import nullcontext
from io import BytesIO

import pytest
from django.test import RequestFactory

from townsquares.admission.bodies import Bodies
from townsquares.admission.gate import Asked, Gate
from townsquares.admission.line import Bounds
from townsquares.admission.older import Older
from townsquares.admission.order import Rank
from townsquares.admission.takings import take_away

HOME = "/api/v1/timelines/home"


class Room:
    """A stand-in for Django: answers what it is asked, and can be held up."""

    def __init__(self, square) -> None:
        self.square, self.asked, self.go = square, [], threading.Event()
        self.arrived = threading.Semaphore(0)
        self.go.set()

    def __call__(self, environ, begin):
        from django.http import HttpResponse

        self.asked.append(environ["PATH_INFO"])
        if environ["PATH_INFO"] != "/healthz":
            self.arrived.release()
            self.go.wait(20)
        environ["townsquares.square"] = self.square
        response = HttpResponse(f"{environ['PATH_INFO']} {len(self.asked)}")
        begin("200 OK", list(response.items()))
        return response


@pytest.fixture
def room(cast):
    return Room(cast.agora)


@pytest.fixture
def pauses():
    return []


@pytest.fixture
def gate(room, pauses):
    def later(seconds, deed) -> None:
        pauses.append(seconds)
        deed()

    return Gate(
        room,
        bounds=Bounds(slots=1, places=4),
        bodies=Bodies(most=2),
        slot=nullcontext,
        later=later,
        clock=lambda: 100.0,
    )


def ask(gate, path="/x", method="GET", host="agora.localhost", body=b"", **headers):
    """Ask, and return what is said at once: status, headers and body."""
    environ = RequestFactory().generic(method, path, body, HTTP_HOST=host, **headers).environ
    [(status, headers, body)] = tell(gate, environ)
    return status, dict(headers), body


def tell(gate, environ):
    """Ask, and return a list of what is said."""
    said = []
    gate.take(environ, lambda *answer: said.append(answer))
    return said


def test_threads_are_told_of_what_may_take_long(gate, room):
    """While a body is read, and while somebody works on a request."""
    begun = []

    class Watched:
        def __enter__(self):
            begun.append(len(room.asked))

        def __exit__(self, *_trouble):
            begun.append(len(room.asked))

    gate.threads = Watched()
    ask(gate)
    assert begun == [0, 1]
    ask(gate, method="POST", body=b"words")
    assert begun == [0, 1, 1, 1, 1, 2]


@pytest.fixture
def waiting(gate, room):
    """What is said to those who wait, in `full`."""
    return []


@pytest.fixture
def full(gate, room, waiting):
    """The gate, with a request at work and as many waiting as may."""
    ask(gate)  # the square is known from here on
    room.arrived.acquire()
    room.go.clear()
    worker = threading.Thread(target=ask, args=(gate,))
    worker.start()
    assert room.arrived.acquire(timeout=20)
    for name in ("first", "second"):  # half of three quarters of four places
        environ = RequestFactory().get(f"/{name}", HTTP_HOST="agora.localhost").environ
        gate.take(environ, lambda _status, _headers, body: waiting.append(body))
    assert gate.line.waiting == 2
    yield gate
    room.go.set()
    worker.join(20)


def settled(gate, waiting, count) -> bool:
    """Wait until so many were answered and nobody is worked on any more."""
    for _ in range(2_000):
        if len(waiting) == count and not gate.line.running:
            return True
        threading.Event().wait(0.005)
    return False


def test_whoever_finds_a_slot_is_answered(gate, room) -> None:
    status, _headers, body = ask(gate)
    assert (status, body) == ("200 OK", b"/x 1")
    assert gate.line.running == 0


def test_who_waits_is_answered_by_the_thread_that_has_the_slot(full, room, waiting) -> None:
    assert waiting == []
    seen = threading.active_count()
    room.go.set()
    assert settled(full, waiting, 2)
    assert waiting == [b"/first 3", b"/second 4"]
    assert (full.line.running, full.line.waiting, len(full._waiting)) == (0, 0, 0)
    assert threading.active_count() <= seen


def test_who_is_called_at_once_after_joining_is_worked_on_once(full, room, waiting) -> None:
    """Another thread may call a request before the one that put it in line looks again."""
    taken, real = threading.local(), full._lock

    class Slow:
        """Between letting go and going on, all others do what they can."""

        def __enter__(self):
            return real.__enter__()

        def __exit__(self, *trouble):
            real.__exit__(*trouble)
            if getattr(taken, "joins", False):
                taken.joins = False
                room.go.set()
                assert settled(full, waiting, 3)

    full._lock = Slow()
    full.line.bounds = Bounds(slots=1, places=40)
    environ = RequestFactory().get("/third", HTTP_HOST="agora.localhost").environ
    taken.joins = True
    full.take(environ, lambda *answer: waiting.append(answer[-1]))
    assert room.asked.count("/third") == 1
    assert (full.line.running, full.line.waiting) == (0, 0)


def test_a_program_beyond_the_share_hears_so_in_json(full, room, pauses) -> None:
    before = list(room.asked)
    status, headers, body = ask(full, "/api/v1/statuses/1")
    assert status == "503 Service Unavailable"
    assert 1 <= int(headers["Retry-After"]) <= 4
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "Retry-After" in headers["Access-Control-Expose-Headers"]
    assert json.loads(body)["error"]
    assert room.asked == before  # nothing was done for it
    assert pauses == [pytest.approx(0.01)]


def test_refusals_come_one_after_another(full, pauses) -> None:
    for _ in range(3):
        assert ask(full, "/api/v1/statuses/1")[0].startswith("503")
    assert pauses == [pytest.approx(0.01 + turn * full._waits.apart) for turn in range(3)]


def test_a_person_sees_a_page_in_the_squares_language(full, room, cast) -> None:
    cast.agora.language = "de"
    status, headers, body = ask(full, "/@ada")
    assert status.startswith("503")
    assert headers["Content-Language"] == "de"
    assert b'lang="de"' in body
    assert b"data-refusal" in body
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"


def test_what_is_sent_is_not_even_read(full) -> None:
    full.line.bounds = Bounds(slots=1, places=4, seconds=0)

    class Untouched(BytesIO):
        def read(self, *_size):
            raise AssertionError

    environ = RequestFactory().post("/x", b"abc", "text/plain", HTTP_HOST="agora.localhost").environ
    [(status, _headers, _body)] = tell(full, environ | {"wsgi.input": Untouched(b"abc")})
    assert status == "503 Service Unavailable"


def test_health_is_told_whatever_else_goes_on(full) -> None:
    assert ask(full, "/healthz")[0] == "200 OK"


def test_another_square_still_finds_a_place(full) -> None:
    assert full.line.may_join("sq_forum", Rank.READING)


def test_strangers_hosts_share_one_share(gate, room, settings) -> None:
    room.square = None
    for number in range(20):
        ask(gate, host=f"nobody-{number}.example")
    assert not gate._squares
    assert Asked({}, print, "nobody.example", None, Rank.READING).share == "-"
    assert Asked({}, print, f"ops.{settings.APEX_HOST}", None, Rank.READING).share != "-"


class Panic(BaseException):
    """As a library that is not written in Python may raise."""


@pytest.mark.parametrize("trouble", [RuntimeError, Panic])
def test_a_slot_comes_back_when_something_fails(caplog, trouble) -> None:
    def broken(_environ, _begin):
        raise trouble

    gate = Gate(broken, bounds=Bounds(slots=1, places=4), slot=nullcontext)
    for _ in range(3):
        assert ask(gate)[0] == "500 Internal Server Error"
    assert (gate.line.running, len(gate._slots)) == (0, 1)
    assert [record.exc_info[0] for record in caplog.records] == [trouble] * 3


def test_who_cannot_be_answered_holds_up_nobody(full, room, waiting) -> None:
    def gone(*_answer) -> None:
        raise BrokenPipeError

    full.line.bounds = Bounds(slots=1, places=40)
    environ = RequestFactory().get("/gone", HTTP_HOST="agora.localhost").environ
    full.take(environ, gone)
    full.take(environ, lambda *answer: waiting.append(answer[-1]))
    room.go.set()
    assert settled(full, waiting, 3)
    assert waiting == [b"/first 3", b"/second 4", b"/gone 6"]


def test_only_so_many_refusals_are_held_up(full, pauses) -> None:
    full._held = full._waits.most
    assert ask(full)[0].startswith("503")
    assert pauses == []


def test_a_timeline_is_given_as_it_was(room, pauses) -> None:
    older = Older()
    gate = Gate(
        room,
        bounds=Bounds(slots=1, places=4),
        older=older,
        slot=nullcontext,
        later=lambda seconds, deed: (pauses.append(seconds), deed()),
    )
    ask(gate, HOME)
    schema = room.square.schema_name
    environ = RequestFactory().get(HOME, HTTP_HOST="agora.localhost").environ
    older.keep(environ, schema, older.mark(schema), ("200 OK", [], b"before"))
    gate.line.bounds = Bounds(slots=0, places=0)
    status, headers, body = ask(gate, HOME)
    assert (status, headers["Age"], body) == ("200 OK", "0", b"before")
    with_token = ask(gate, HOME, body=b'{"access_token": "b"}')
    assert with_token[0].startswith("503")
    take_away(schema)
    assert ask(gate, HOME)[0].startswith("503")
    assert len(pauses) == 3


@pytest.mark.parametrize(("places", "is_kept"), [(12, True), (13, False)])
def test_pages_are_kept_only_while_the_line_fills(full, room, waiting, places, is_kept) -> None:
    """Two wait: a sixth of twelve."""
    full.line.bounds = Bounds(slots=1, places=places)
    asked = Asked({"REQUEST_METHOD": "GET"}, print, "", room.square, Rank.TIMELINE)
    asked.environ |= {"PATH_INFO": HOME, "HTTP_AUTHORIZATION": "Bearer a", "QUERY_STRING": ""}
    assert (full._keeper(asked) is full._older) is is_kept


def test_a_connection_belongs_to_its_slot_and_a_line_to_redis_to_all_threads() -> None:
    from django.core.cache import caches
    from django.db import connections

    from townsquares.admission.slots import Slot

    slot, seen = Slot(), []

    def work() -> None:
        with slot:
            seen.append((connections["default"], caches["default"]._cache))
        assert not list(connections.all(initialized_only=True))

    for _ in range(3):
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    assert len(seen) == 3
    assert len({tuple(map(id, pair)) for pair in seen}) == 1
