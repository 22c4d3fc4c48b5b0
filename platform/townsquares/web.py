"""The web server: granian, whose threads hand what they receive to the gate.

The gate says the answer when it is made, from whichever thread that is: so who waits needs none
(docs/decisions/0027). Takes what granian takes, but for access logs and a prefix of paths.
"""

import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from granian.cli import entrypoint
from granian.server import mp

Environ = dict[str, Any]  # Any: WSGI's own
Headers = list[tuple[str, str]]
# What takes a request in, and how its answer is said (townsquares.admission.gate).
Take = Callable[[Environ, Callable[[str, Headers, bytes], None]], None]

# What WSGI wants to be said of a server (PEP 3333); nothing of the machine's environment.
_SERVER: Environ = {
    "SCRIPT_NAME": "",
    "SERVER_SOFTWARE": "Granian",
    "wsgi.errors": sys.stderr,
    "wsgi.input_terminated": True,
    "wsgi.multiprocess": True,
    "wsgi.multithread": True,
    "wsgi.run_once": False,
    "wsgi.version": (1, 0),
}


def receiver(
    take: Take, options: dict[str, Any], access_log: str | None
) -> Callable[[Any, Environ], None]:
    """Return what granian calls with each request, and the line on which it is answered.

    Raises: ValueError for what granian would do around an application of the usual kind.
    """
    if access_log or options.get("url_path_prefix"):
        raise ValueError("Access logs and a prefix of paths are for the proxy in front to see to.")

    def receive(line: Any, environ: Environ) -> None:  # Any: granian's
        environ.update(_SERVER)
        take(environ, partial(_say, line))

    return receive


def _say(line: Any, status: str, headers: Headers, body: bytes) -> None:  # Any: granian's
    line.response_bytes(int(status[:3]), headers, body)


# Each body that comes slowly holds a thread (admission.bodies says how many may); who waits in line
# holds none. And who must end does so before `watch` insists.
_OPTIONS = ("--interface=wsgi", "--no-ws", "--blocking-threads=24", "--workers-kill-timeout=5")


def serve(target: str, options: Sequence[str]) -> None:
    """Serve what takes requests in (module:name).

    options: of granian's command line; the last of a kind counts.
    """
    # Granian's own waits for an answer in the very thread.
    vars(mp)["_wsgi_call_wrap"] = receiver
    sys.argv = ["granian", target, *_OPTIONS, *options]
    entrypoint()  # type: ignore[no-untyped-call]  # granian says no types of it
