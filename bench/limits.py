"""What stands beside a figure: the least that any program would have to do on this machine.

For reading: the very SELECTs of a request, sent by pgbench. For the web server: an answer of the
same size that is always the same.
"""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench import wrk
from bench.asking import once
from bench.database import Database
from bench.stand import Running
from bench.wrk import Call
from embedded import processes
from embedded.postgres import DATABASE, ROLE
from embedded.processes import Program
from embedded.surroundings import ROOT

# Few, so that planning them the first time weighs little; each client plans each once.
_SAMPLES = 8
_LEAST_SECONDS = 5
_READS = re.compile(r"\s*(?:SELECT|WITH)\b", re.IGNORECASE)


def selects(running: Running, database: Database, calls: Sequence[Call]) -> list[list[str]]:
    """Return the SELECTs that each of some requests sends; none where nothing is asked."""
    step = max(1, len(calls) // _SAMPLES)
    found = []
    for call in list(calls)[::step][:_SAMPLES]:
        for _warm in range(4):
            once(running.targets, call)
        sent = database.sent_by(lambda call=call: once(running.targets, call))  # type: ignore[misc]
        found.append([sql for sql in sent if _READS.match(sql) and "set_config(" not in sql])
    return [one for one in found if one]


def pgbench(
    running: Running, requests: Sequence[Sequence[str]], *, clients: int, seconds: float
) -> float | None:
    """Return how many requests' worth of SELECTs Postgres answers in a second.

    None without pgbench, or where a request asks Postgres nothing.
    """
    program, schema = shutil.which("pgbench"), running.targets.schema
    if program is None or not requests:
        return None
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        files = []
        for number, statements in enumerate(requests):
            file = Path(folder) / f"{number}.sql"
            file.write_text("".join(f"{_one_line(sql)};\n" for sql in statements))
            files += ["-f", str(file)]
        ended = subprocess.run(
            [
                *(program, "-n", "-M", "prepared", "-c", str(clients), "-j", "1"),
                *("-T", str(max(_LEAST_SECONDS, round(seconds))), *files),
                *("-h", running.socket, "-U", ROLE, DATABASE),
            ],
            capture_output=True,
            text=True,
            check=False,
            env={
                "PATH": os.environ.get("PATH", os.defpath),
                "PGOPTIONS": (
                    f"-c role={DATABASE}/{schema} -c search_path={schema},public"
                    " -c plan_cache_mode=force_generic_plan"  # as in townsquares.settings
                ),
            },
        )
    found = re.search(r"tps = ([\d.]+)", ended.stdout)
    return float(found[1]) if found else None


@contextlib.contextmanager
def constant_server(port: int, log: Path) -> Iterator[str]:
    """Run the web server with an answer that is always the same; yield its address."""
    workers = min(os.cpu_count() or 1, 4)
    command = [
        *(sys.executable, "-m", "granian", "bench.constant:application", "--interface=wsgi"),
        *("--no-ws", "--host=127.0.0.1", f"--port={port}", f"--workers={workers}"),
        "--blocking-threads=1",
    ]
    environ = {
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONPATH": f"{ROOT / 'platform'}:{ROOT}",
    }
    process = processes.spawn(
        Program("The constant server", command, ROOT), log=log, environ=environ
    )
    try:
        processes.wait_until(
            lambda: "Started worker-1 runtime" in process.said() or _answers(port),
            process=process,
            seconds=30,
        )
        time.sleep(0.3)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.stop(10)


def constant(address: str, size: int, *, clients: int, seconds: float) -> float:
    """Return how many such answers a second the web server gives."""
    with wrk.written([Call("GET", f"/{size}")]) as file:
        return wrk.load(address, file, clients=clients, seconds=seconds).rate


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def _one_line(sql: str) -> str:
    """Write a statement as pgbench takes it: without comments to the end of a line."""
    return " ".join(re.sub(r"--[^\n]*", "", sql).split()).rstrip("; ")
