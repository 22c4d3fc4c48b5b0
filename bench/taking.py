"""Takes the figures: every row under load, beside its limits."""

from dataclasses import dataclass
from pathlib import Path

from bench import fanout, limits, machine, meter, quiet, wrk
from bench.database import Database, database
from bench.figures import Line, Measured, Record
from bench.meter import Cpu
from bench.rows import Row
from bench.stand import Running
from embedded import progress
from embedded.progress import say

# What stands in a square without posts: everything else hangs on them.
_PEOPLE = ("accounts_", "account_", "members_", "relationships_", "clients_", "charter_", "django_")
_LIMIT_SECONDS = 10.0


@dataclass(frozen=True)
class Wanted:
    """What was asked for.  record: whether the paper is written."""

    rows: list[Row]
    fanout: bool
    clients: list[int]
    seconds: float
    record: bool
    statements: bool


def take(running: Running, wanted: Wanted, *, logs: Path) -> Record:
    """Measure what is wanted; what writes comes last, so that reads meet the set as drawn.

    Raises: Trouble.
    """
    with (
        database(running.database_url, logs / "postgres.log") as looking,
        limits.constant_server(running.targets.port + 3, logs / "constant.log") as constant,
    ):
        bench = _Bench(running, looking, constant, wanted)
        post_bytes = bench.post_bytes()
        lines = [bench.line(row) for row in sorted(wanted.rows, key=lambda row: row.writes)]
        return Record(
            machine=machine.describe(looking, running.redis_url),
            size=running.targets.size,
            seconds=wanted.seconds,
            lines=lines,
            fanout=bench.fanout() if wanted.fanout else None,
            post_bytes=post_bytes,
            web_bytes=meter.memory(running.pids, "web"),
            worker_bytes=meter.memory(running.pids, "worker"),
        )


@dataclass(frozen=True)
class _Bench:
    """A stand, and what looks at it."""

    running: Running
    looking: Database
    constant: str
    wanted: Wanted

    def line(self, row: Row) -> Line:
        """Measure one row under each number of clients, and its limits under the middle one."""
        calls, measured = row.calls(self.running.targets), dict[int, Measured]()
        with progress.step(row.label) as step, wrk.written(calls) as file:
            for clients in self.wanted.clients:
                step.tick(f"{clients} clients")
                measured[clients] = self._under_load(file, row, clients)
        self._tell_statements()
        clients = self.wanted.clients[len(self.wanted.clients) // 2]
        seconds = min(_LIMIT_SECONDS, self.wanted.seconds)
        asked = [] if row.writes else limits.selects(self.running, self.looking, calls)
        size = round(measured[clients].load.answer_bytes)
        return Line(
            row,
            measured,
            sql_rate=limits.pgbench(self.running, asked, clients=clients, seconds=seconds),
            constant_rate=limits.constant(self.constant, size, clients=clients, seconds=seconds),
        )

    def fanout(self) -> fanout.Fanout:
        """Measure how a post reaches many."""
        with progress.step("a post in every home"):
            return fanout.measure(self.running)

    def post_bytes(self) -> float:
        """Return the disk that hangs on one post: words, indexes, likes, names, news."""
        schema = self.running.targets.schema
        sizes = self.looking.sizes(schema)
        held = sum(size for name, size in sizes.items() if not name.startswith(_PEOPLE))
        count = f'SELECT count(*) FROM "{schema}".posts_post WHERE boost_of_id IS NULL'
        return held / max(1, int(str(self.looking.one(count))))

    def _under_load(self, file: Path, row: Row, clients: int) -> Measured:
        """Warm the stand, then measure it."""
        running, seconds = self.running, self.wanted.seconds
        told = running.targets
        address = f"http://{told.address}:{told.port}"
        wrk.load(address, file, clients=clients, seconds=max(1, seconds / 4))
        quiet.wait(running)
        self.looking.forget()
        before = meter.cpu(running.pids)
        found = wrk.load(address, file, clients=clients, seconds=seconds)
        settled = quiet.wait(running) if row.writes else 0.0
        spent, sent = meter.cpu(running.pids).since(before), self.looking.counted()
        count = max(1, found.requests)
        return Measured(
            clients=clients,
            load=found,
            cpu=Cpu({part: used * 1000 / count for part, used in spent.seconds.items()}),
            statements=sent.count / count,
            sql_ms=sent.milliseconds / count,
            settled_seconds=settled,
        )

    def _tell_statements(self) -> None:
        if not self.wanted.statements:
            return
        for heavy in self.looking.heaviest():
            each = heavy.milliseconds / heavy.calls
            say(f"    {each:8.3f} ms × {heavy.calls:<7} {heavy.sql[:400]}")
