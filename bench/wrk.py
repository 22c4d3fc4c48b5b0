"""Puts load on a server with wrk, and reads what it found."""

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from embedded.trouble import Trouble

_SCRIPT = Path(__file__).with_name("load.lua")


@dataclass(frozen=True)
class Call:
    """One request.  token: "" for none.  body: JSON; "{n}" in it becomes a number of its own."""

    method: str
    path: str
    token: str = ""
    body: str = ""

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
        lines = [f"{c.method}\t{c.path}\t{c.token}\t{c.body}\n" for c in calls]
        file.write_text("".join(lines))
        yield file


def load(address: str, file: Path, *, host: str, clients: int, seconds: float) -> Figures:
    """Ask for some seconds, with so many connections at once.

    address: such as http://127.0.0.1:8100.  file: as `written` made it.
    Raises: Trouble.
    """
    command = [
        *("wrk", f"-t{2 if clients > 16 else 1}", f"-c{clients}"),
        *(f"-d{max(1, round(seconds))}s", "--timeout=60s"),
        *("-s", str(_SCRIPT), address, "--", str(file), host),
    ]
    environ = {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"}
    ended = subprocess.run(command, capture_output=True, text=True, check=False, env=environ)
    found = [line for line in ended.stdout.splitlines() if line.startswith("FIGURES ")]
    if ended.returncode or not found:
        words = (ended.stderr or ended.stdout).strip().splitlines() or ["it gave no reason"]
        raise Trouble(f"wrk could not measure {address}: {words[-1]}")
    requests, micros, size, refused, lost, *spread = map(int, found[0].split()[1:])
    p50, p95, p99 = (value / 1000 for value in spread)
    return Figures(
        requests, micros / 1e6, size / requests if requests else 0, refused, lost, p50, p95, p99
    )
