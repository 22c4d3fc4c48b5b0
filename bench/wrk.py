"""Puts load on a server with wrk, and reads what it found."""

import json
import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import targets
from embedded.trouble import Trouble

_SCRIPT = Path(__file__).with_name("load.lua")


@dataclass(frozen=True)
class Call:
    """One request.

    token: "" for none.  body: JSON; "{n}" in it becomes a number of its own.
    host: of the square that is asked.
    """

    method: str
    path: str
    token: str = ""
    body: str = ""
    host: str = targets.HOST

    @classmethod
    def post(cls, path: str, token: str, body: object) -> "Call":
        """Return a request that writes something."""
        return cls("POST", path, token, json.dumps(body))


@dataclass(frozen=True)
class Figures:
    """What wrk counted.  p50_ms, p95_ms, p99_ms: from the first byte asked to the last answered.

    refused: answers of 400 and above.  lost: requests without an answer.
    """

    requests: int
    seconds: float
    answer_bytes: float
    refused: int
    lost: int
    p50_ms: float
    p95_ms: float
    p99_ms: float

    @property
    def rate(self) -> float:
        """Requests answered in a second."""
        return self.requests / self.seconds if self.seconds else 0.0


@contextmanager
def written(calls: Sequence[Call]) -> Iterator[Path]:
    """Yield a file of requests for `load`."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        file = Path(folder) / "requests"
        file.touch(mode=0o600)
        lines = [f"{c.method}\t{c.path}\t{c.host}\t{c.token}\t{c.body}\n" for c in calls]
        file.write_text("".join(lines))
        yield file


def load(address: str, file: Path, *, clients: int, seconds: float) -> Figures:
    """Ask for some seconds, with so many connections at once.

    address: such as http://127.0.0.1:8100.  file: as `written` made it.
    Raises: Trouble.
    """
    with _started(address, file, clients, seconds) as running:
        said, complaint = running.communicate()
    return _read(address, said, complaint)


@contextmanager
def meanwhile(address: str, calls: Sequence[Call], *, clients: int) -> Iterator[list[Figures]]:
    """Ask as long as the block runs; afterwards the list holds what was found.

    Raises: Trouble.
    """
    found: list[Figures] = []
    with written(calls) as file, _started(address, file, clients, 3600) as running:
        try:
            yield found
        finally:
            running.send_signal(signal.SIGINT)
            said, complaint = running.communicate()
        found.append(_read(address, said, complaint))


def _started(address: str, file: Path, clients: int, seconds: float) -> "subprocess.Popen[str]":
    command = [
        *("wrk", f"-t{2 if clients > 16 else 1}", f"-c{clients}"),
        *(f"-d{max(1, round(seconds))}s", "--timeout=60s"),
        *("-s", str(_SCRIPT), address, "--", str(file)),
    ]
    environ = {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"}
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environ
    )


def _read(address: str, said: str, complaint: str) -> Figures:
    found = [line for line in said.splitlines() if line.startswith("FIGURES ")]
    if not found:
        words = (complaint or said).strip().splitlines() or ["it gave no reason"]
        raise Trouble(f"wrk could not measure {address}: {words[-1]}")
    requests, micros, size, refused, lost, *spread = map(int, found[0].split()[1:])
    p50, p95, p99 = (value / 1000 for value in spread)
    return Figures(
        requests, micros / 1e6, size / requests if requests else 0, refused, lost, p50, p95, p99
    )
