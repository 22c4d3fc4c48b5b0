"""What granian receives goes to the gate, and the gate's answer to granian."""

import socket
import subprocess
import sys
import time

import httpx
import pytest
from granian.server import mp
from granian.wsgi import _callback_wrapper

from townsquares.web import receiver

# A real web server in front of what gives back what was sent, when the call is long over.
SERVER = """
import sys
from functools import partial
from townsquares import web
from townsquares.admission.later import Later

later = Later()

def take(environ, say):
    body = bytes(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
    if environ["PATH_INFO"] != "/never":
        later(0.05, partial(say, "201 Created", [("X-Method", environ["REQUEST_METHOD"])], body))

if __name__ == "__main__":
    sys.modules["sample"] = sys.modules["__main__"]
    web.serve("sample:take", sys.argv[1:])
"""


class Line:
    """A stand-in for granian's end of a request."""

    def response_bytes(self, *answer: object) -> None:
        self.answer = answer


@pytest.fixture
def environ():
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/x",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "wsgi.url_scheme": "http",
    }


def test_an_answer_may_come_after_the_call(environ) -> None:
    line, taken = Line(), []
    receiver(lambda *asked: taken.append(asked), {}, None)(line, environ)
    [(_environ, say)] = taken
    assert not hasattr(line, "answer")
    say("404 Not Found", [("X-A", "b")], b"gone")
    assert line.answer == (404, [("X-A", "b")], b"gone")


def test_an_application_finds_what_wsgi_promises(environ) -> None:
    found = []
    receiver(lambda environ, _say: found.append(environ), {}, None)(Line(), environ)
    assert found[0]["SCRIPT_NAME"] == ""
    assert {name for name in found[0] if name.startswith("wsgi.")} >= {
        "wsgi.version", "wsgi.errors", "wsgi.multithread", "wsgi.multiprocess", "wsgi.run_once",
    }  # fmt: skip


def test_the_machines_environment_is_no_requests_business(environ, monkeypatch) -> None:
    monkeypatch.setenv("SECRET_OF_THE_MACHINE", "x")
    found = []
    receiver(lambda environ, _say: found.append(environ), {}, None)(Line(), environ)
    assert "SECRET_OF_THE_MACHINE" not in found[0]


@pytest.mark.parametrize("options", [({"url_path_prefix": "/a"}, None), ({}, "%(addr)s")])
def test_what_is_the_proxys_is_refused(options) -> None:
    with pytest.raises(ValueError, match="proxy"):
        receiver(print, *options)


def test_granian_still_calls_an_application_the_way_that_is_replaced() -> None:
    assert mp._wsgi_call_wrap is _callback_wrapper


@pytest.fixture
def address():
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        port = place.getsockname()[1]
    options = ["--port", str(port), "--blocking-threads", "2"]
    process = subprocess.Popen([sys.executable, "-c", SERVER, *options])
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def ask(address, path, body):
    """Ask, as soon as somebody listens."""
    for _ in range(400):
        try:
            return httpx.post(f"{address}{path}", content=body)
        except httpx.ConnectError:
            time.sleep(0.05)
    raise TimeoutError


def test_a_real_server_waits_without_its_threads(address) -> None:
    sent = b"x" * 300_000
    answer = ask(address, "/a", sent)
    assert (answer.status_code, answer.headers["x-method"]) == (201, "POST")
    assert answer.content == sent
    assert ask(address, "/never", b"").status_code == 500
