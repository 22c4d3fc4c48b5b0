"""The programs that together are Town Squares, and how to tell that each is ready."""

import contextlib
import http.client
import os
import shlex
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass

from embedded import films
from embedded.processes import Process, Program
from embedded.surroundings import ROOT, Wish

_MOST_WORKERS = 4


@dataclass(frozen=True)
class Part:
    """One program: what to start, the log it writes, and whether it is ready."""

    program: Program
    log: str
    ready: Callable[[Process], bool]


def all_parts(wish: Wish) -> list[Part]:
    """Return every program to run, in the order in which they are to be stopped."""
    return [_programs(wish), _stripe(wish)] if wish.stripe_port else [_programs(wish)]


def manage(*arguments: str) -> list[str]:
    """Return the command that runs a management command."""
    return [sys.executable, str(ROOT / "manage.py"), *arguments]


def _programs(wish: Wish) -> Part:
    """Web, streaming and background together: they share what they loaded."""
    workers = min(os.cpu_count() or 1, _MOST_WORKERS)
    web = [
        "--host=127.0.0.1", f"--port={wish.port}", f"--workers={workers}",
        "--static-path-route=/static", f"--static-path-mount={wish.var / 'static'}",
        "--static-path-expires=0",
    ]  # fmt: skip
    streaming = ["--host=127.0.0.1", f"--port={wish.streaming_port}"]
    # A stand does its tasks where they arise, so that a test need not wait.
    concurrency = 0 if wish.stand else min(workers, 2)
    asked = ["--films"] if concurrency and films.there() else []
    background = [f"--concurrency={concurrency}", *asked, f"--schedule={wish.var / 'schedule'}"]
    command = _module(
        "townsquares.programs", f"--web={shlex.join(web)}",
        f"--streaming={shlex.join(streaming)}", f"--workers={shlex.join(background)}",
    )  # fmt: skip
    consumers = bool(concurrency) + len(asked)

    def is_ready(process: Process) -> bool:
        said = process.said()
        plans = said.count(" ready.") >= consumers and "beat: Starting" in said
        return plans and _open(wish.streaming_port) and _healthy(wish.port)

    return Part(Program("Web, streaming and workers", command, ROOT), "programs", is_ready)


def _stripe(wish: Wish) -> Part:
    command = _module(
        "embedded.stripe_double", f"--port={wish.stripe_port}", f"--var={wish.var / 'stripe'}",
        f"--webhook-url=http://127.0.0.1:{wish.port}/billing/webhook",
    )  # fmt: skip
    program = Program("The Stripe double", command, ROOT)
    return Part(program, "stripe", lambda _: _open(wish.stripe_port))


def _module(name: str, *arguments: str) -> list[str]:
    """Return the command that runs a module with our own Python."""
    return [sys.executable, "-m", name, *arguments]


def _healthy(port: int) -> bool:
    """Tell whether the web server answers that it is well."""
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    with contextlib.closing(asking):
        try:
            asking.request("GET", "/healthz", headers={"Host": "localhost"})
            return asking.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False


def _open(port: int) -> bool:
    """Tell whether something listens on a port."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False
