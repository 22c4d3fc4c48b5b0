"""What a machine with very many squares is asked, each with its figures."""

import json
import os
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from bench import meter, targets, wrk
from bench.asking import Asking
from bench.database import Connection, superuser
from bench.wrk import Call, Figures
from embedded import processes, progress, supervisor
from embedded.processes import Process, Program
from embedded.surroundings import ROOT, Wish

_BUSY_SQUARES, _CLIENTS = 20, 4
_SOME_SECONDS = 6
_FLOOD = 3_000
_PUBLIC = "/api/v1/timelines/public"


@dataclass
class Crowd:
    """Many squares on one stand.  pids: of its programs, once they run."""

    wish: Wish
    environ: Mapping[str, str]
    database_url: str
    count: int
    pids: dict[str, int] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where the pages answer."""
        return f"http://127.0.0.1:{self.wish.port}"

    def found(self) -> dict[str, Any]:  # Any: JSON
        """Found them all."""
        return self._done(self._begin("Founding", "found", self.count))

    def remember(self) -> dict[str, float]:
        """Visit every square once, and tell how much memory that leaves behind, in bytes."""
        with Asking("127.0.0.1", self.wish.port) as asking:
            self._visit(asking, range(_BUSY_SQUARES))
            before = self._memory()
            with progress.step("A visit to every square"):
                self._visit(asking, range(self.count))
            after = self._memory()
        return {part: after[part] - before[part] for part in before} | {
            f"{part} in all": size for part, size in after.items()
        }

    def release(self) -> tuple[dict[str, Any], Figures, Figures]:  # Any: JSON
        """Take all squares to a release under traffic: figures, traffic before, and meanwhile."""
        calls = [Call("GET", _PUBLIC, host=self._host(n)) for n in range(_BUSY_SQUARES)]
        with wrk.written(calls) as file:
            wrk.load(self.address, file, clients=_CLIENTS, seconds=2)
            quiet = wrk.load(self.address, file, clients=_CLIENTS, seconds=_SOME_SECONDS)
        with wrk.meanwhile(self.address, calls, clients=_CLIENTS) as busy:
            figures = self._done(self._begin("A release", "release", 1))
        return figures, quiet, busy[0]

    def interrupted_release(self) -> dict[str, Any]:  # Any: JSON
        """Interrupt the next release half way, and finish it beside a square that is in use."""
        with superuser(self.database_url) as looking:
            before = _marks(looking)
            process = self._begin("A release, interrupted", "release", 2)
            while process.alive and _changed(looking, before) < self.count / 2:
                time.sleep(0.1)
            process.popen.send_signal(signal.SIGINT)
            process.popen.wait(60)
            done = _changed(looking, before)
        with self._in_use(self.count - 1):
            figures = self._done(self._begin("The rest of it", "release", 2))
        return figures | {"interrupted_after": done}

    def visits(self) -> dict[str, Any]:  # Any: JSON
        """Tell how many squares periodic work opens."""
        return self._done(self._begin("Periodic work", "visit", 0))

    def flood(self) -> dict[str, Any]:  # Any: JSON
        """Fill one square's lane, and tell how long a task of another waits."""
        return self._done(self._begin("A flooded square", "flood", _FLOOD))

    def _begin(self, label: str, what: str, number: int) -> Process:
        self._figures.unlink(missing_ok=True)
        command = [sys.executable, "-m", "bench.thousand", what, str(number), str(self._figures)]
        log = self.wish.logs / f"{what}.log"
        return processes.spawn(Program(label, command, ROOT), log=log, environ=self.environ)

    def _done(self, process: Process) -> dict[str, Any]:  # Any: JSON
        supervisor.finish(process, seconds=supervisor.SEEDING_SECONDS)
        figures: dict[str, Any] = json.loads(self._figures.read_text())
        return figures

    @property
    def _figures(self) -> Path:
        return self.wish.var / "figures.json"

    def _host(self, number: int) -> str:
        return f"{targets.square_name(number)}.{targets.HOST.partition('.')[2]}"

    def _visit(self, asking: Asking, numbers: range) -> None:
        """Visit squares, several times each: every worker and its connection shall know them."""
        for number in numbers:
            for _worker in range(2 * (os.cpu_count() or 1)):
                asking.ask(Call("GET", _PUBLIC, host=self._host(number)))

    def _memory(self) -> dict[str, float]:
        return {part: meter.memory(self.pids, part, own=True) for part in ("web", "postgres")}

    @contextmanager
    def _in_use(self, number: int) -> Iterator[None]:
        """Have somebody be in the middle of something in a square."""
        schema = f"sq_{targets.square_name(number).replace('-', '_')}"
        with superuser(self.database_url) as connection, connection.transaction():
            connection.execute(f'LOCK TABLE "{schema}".posts_post IN ACCESS SHARE MODE'.encode())
            yield


def _marks(looking: Connection) -> dict[object, object]:
    """Return what is noted on each schema of a square."""
    rows = looking.execute(
        "SELECT oid, obj_description(oid, 'pg_namespace') FROM pg_namespace"
        " WHERE nspname LIKE 'sq\\_%'"
    )
    return dict(cast("list[tuple[object, object]]", rows.fetchall()))


def _changed(looking: Connection, before: dict[object, object]) -> int:
    now = _marks(looking)
    return sum(now[schema] != mark for schema, mark in before.items())
