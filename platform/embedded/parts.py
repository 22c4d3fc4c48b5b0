"""The programs that together are Town Squares, and how to tell that each is ready."""

import contextlib
import http.client
import os
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass

from embedded import films
from embedded.processes import Process, Program
from embedded.surroundings import ROOT, Wish

_MOST_WORKERS = 4
# Most are for what is sent slowly; who waits in line holds none (townsquares.admission).
_THREADS = 192


@dataclass(frozen=True)
class Part:
    """One program: what to start, the log it writes, and whether it is ready."""

    program: Program
    log: str
    ready: Callable[[Process], bool]


# How many of the parts let work in: these are stopped first, together.
DOORS = 2


def all_parts(wish: Wish) -> list[Part]:
    """Return every program to run, in the order in which they are to be stopped."""
    # A stand does its tasks where they arise, so that a test need not wait.
    background = _scheduler(wish) if wish.stand else _background(wish)
    parts = [_web(wish), _streaming(wish), background]
    return [*parts, _stripe(wish)] if wish.stripe_port else parts


def manage(*arguments: str) -> list[str]:
    """Return the command that runs a management command."""
    return [sys.executable, str(ROOT / "manage.py"), *arguments]


def _web(wish: Wish) -> Part:
    workers = min(os.cpu_count() or 1, _MOST_WORKERS)
    command = _module(
        "townsquares.web",
        "--host=127.0.0.1", f"--port={wish.port}",
        f"--workers={workers}", f"--blocking-threads={_THREADS}",
        "--static-path-route=/static", f"--static-path-mount={wish.var / 'static'}",
        "--static-path-expires=0",
    )  # fmt: skip
    return Part(Program("The web server", command, ROOT), "web", lambda _: _healthy(wish.port))


def _streaming(wish: Wish) -> Part:
    command = _module("squares.streaming", "--host=127.0.0.1", f"--port={wish.streaming_port}")
    program = Program("The streaming server", command, ROOT)
    return Part(program, "streaming", lambda _: _open(wish.streaming_port))


def _background(wish: Wish) -> Part:
    """Everything that nobody waits for; a stand does its tasks where they arise."""
    concurrency = min(os.cpu_count() or 1, 2)
    asked = ["--films"] if films.there() else []
    command = _module(
        "townsquares.workers", f"--concurrency={concurrency}", *asked,
        f"--schedule={wish.var / 'schedule'}",
    )  # fmt: skip
    workers = 1 + len(asked)
    return Part(
        Program("The workers", command, ROOT),
        "worker",
        lambda it: it.said().count(" ready.") >= workers and "beat: Starting" in it.said(),
    )


def _scheduler(wish: Wish) -> Part:
    """The clock of a stand alone: its tasks are done in its own process."""
    command = _module(
        "celery", "--app=townsquares.celery:app", "beat", "--loglevel=INFO",
        "--pidfile=", f"--schedule={wish.var / 'schedule'}",
    )  # fmt: skip
    program = Program("The scheduler", command, ROOT)
    return Part(program, "scheduler", lambda it: "beat: Starting" in it.said())


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
