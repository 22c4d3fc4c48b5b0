"""The program as it is started: it answers, tells, and ends in good form when it is asked to."""

import os
import signal
import socket
import subprocess
import sys
import time
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings

from streaming.ears import Events

PATIENCE = 30


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return one.getsockname()[1]


def test_from_the_first_word_to_the_last(plaza, port) -> None:
    own = f"/{settings.DATABASES['default']['NAME']}"
    url = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=own))
    environ = {**os.environ, "DATABASE_URL": url, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "squares.streaming", "--port", str(port)]
    with subprocess.Popen(command, env=environ, stderr=subprocess.PIPE) as program:
        try:
            _wait_for(port)
            healthy = Events(port, "anywhere", "/healthz")
            assert healthy.body() == b"OK"
            healthy.close()
            ear = Events(port, plaza.square.host, "/api/v1/streaming/user", plaza.token(plaza.eli))
            assert ear.status == 200
            time.sleep(0.5)  # until it listens to Redis
            post = plaza.say(plaza.cleo)
            assert ear.next().payload["id"] == str(post)
            program.send_signal(signal.SIGTERM)
            assert ear.next() is None
            ear.close()
            assert program.wait(PATIENCE) == 0
        finally:
            program.kill()
        assert b"Traceback" not in program.stderr.read()


def _wait_for(port: int) -> None:
    for _ in range(PATIENCE * 10):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the program does not answer")
