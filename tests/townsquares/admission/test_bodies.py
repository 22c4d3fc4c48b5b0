"""What is sent is read whole before work begins; who is slow with it is in nobody's way."""

import threading
from functools import partial
from io import BytesIO

import pytest

from townsquares.admission.bodies import Bodies, NotWhole


def test_a_whole_body_is_there_before_work_begins() -> None:
    environ = {"CONTENT_LENGTH": "40000", "wsgi.input": BytesIO(b"x" * 40_000)}
    assert Bodies().read(environ, square="agora")
    with environ["wsgi.input"] as body:
        assert body.read() == b"x" * 40_000


@pytest.mark.parametrize(("sent", "read"), [(0, 0), (40_000, 40_000), (90, 51)])
def test_what_comes_in_chunks_is_read_to_its_end(monkeypatch, sent, read) -> None:
    if sent == 90:
        monkeypatch.setattr("townsquares.admission.bodies.MAX_BODY", 50)
    environ = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input": BytesIO(b"x" * sent)}
    assert Bodies().read(environ, square="agora")
    with environ["wsgi.input"] as body:
        assert (environ["CONTENT_LENGTH"], len(body.read())) == (str(read), read)


def test_half_of_what_was_announced_is_nothing() -> None:
    environ = {"CONTENT_LENGTH": "6", "wsgi.input": BytesIO(b"abc")}
    bodies = Bodies()
    with pytest.raises(NotWhole):
        bodies.read(environ, square="agora")
    assert not bodies._reading


def test_a_slow_line_is_not_waited_for() -> None:
    moments = iter(range(0, 1_000, 15))
    environ = {"CONTENT_LENGTH": "60000", "wsgi.input": BytesIO(b"x" * 60_000)}
    with pytest.raises(NotWhole):
        Bodies(clock=lambda: next(moments)).read(environ, square="agora")


class Silent:
    """A line on which nothing comes until it ends."""

    def __init__(self) -> None:
        self.asked, self.ended = threading.Event(), threading.Event()

    def read(self, _size: int) -> bytes:
        self.asked.set()
        self.ended.wait(20)
        return b"abc"


@pytest.fixture
def begin():
    """Return what begins to read from a line that falls silent, and waits until it does."""
    lines, threads = [], []

    def begin(bodies, square, line="") -> None:
        lines.append(Silent())
        environ = {"CONTENT_LENGTH": "3", "wsgi.input": lines[-1]}
        read = partial(bodies.read, environ, square=square, line=line)
        threads.append(threading.Thread(target=read))
        threads[-1].start()
        assert lines[-1].asked.wait(20)

    yield begin
    for line in lines:
        line.ended.set()
    for thread in threads:
        thread.join(20)


def may_send(bodies, square, line="") -> bool:
    environ = {"CONTENT_LENGTH": "3", "wsgi.input": BytesIO(b"abc")}
    return bodies.read(environ, square=square, line=line)


def test_only_so_many_bodies_are_read_at_once(begin) -> None:
    bodies = Bodies(most=2, most_of_one=1)
    begin(bodies, "agora")
    assert not may_send(bodies, "agora")
    assert may_send(bodies, "forum")
    begin(bodies, "plaza")
    assert not may_send(bodies, "forum")


def test_one_line_holds_only_some_of_them(begin) -> None:
    bodies = Bodies(most_of_a_line=1)
    begin(bodies, "agora", "192.0.2.1")
    assert not may_send(bodies, "forum", "192.0.2.1")
    assert may_send(bodies, "agora", "192.0.2.2")
    assert may_send(bodies, "agora")


def test_who_falls_silent_is_in_nobodys_way_for_long(begin) -> None:
    now = [0.0]
    bodies = Bodies(most=1, most_with_slow=2, clock=lambda: now[0])
    begin(bodies, "agora", "192.0.2.1")
    assert not may_send(bodies, "agora", "192.0.2.2")
    now[0] = 21.0
    assert may_send(bodies, "agora", "192.0.2.2")
    begin(bodies, "agora", "192.0.2.3")
    now[0] = 42.0
    assert not may_send(bodies, "agora", "192.0.2.2")
