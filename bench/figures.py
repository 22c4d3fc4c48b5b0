"""What was found out, ready to be told: one record a line of the table and number of clients."""

from dataclasses import dataclass

from bench.fanout import Fanout
from bench.meter import Cpu
from bench.rows import Row
from bench.wrk import Figures


@dataclass(frozen=True)
class Measured:
    """One row under load of so many clients.

    cpu: milliseconds a request, by part.  statements, sql_ms: a request.
    settled_seconds: how long the worker went on when the load had ended.
    """

    clients: int
    load: Figures
    cpu: Cpu
    statements: float
    sql_ms: float
    settled_seconds: float = 0.0

    @property
    def web_and_postgres_ms(self) -> float:
        """What the aims count."""
        return self.cpu.seconds["web"] + self.cpu.seconds["postgres"]


@dataclass(frozen=True)
class Line:
    """A row of the table: under each number of clients, and beside its limits.

    sql_rate, constant_rate: requests a second, None where they could not be found.
    """

    row: Row
    measured: dict[int, Measured]
    sql_rate: float | None = None
    constant_rate: float | None = None


@dataclass(frozen=True)
class Record:
    """A whole measurement.

    post_bytes: of disk, all in.  web_bytes, worker_bytes: of memory, shared pages by share.
    """

    machine: str
    size: str
    seconds: float
    lines: list[Line]
    fanout: Fanout | None
    post_bytes: float | None
    web_bytes: int
    worker_bytes: int


# What is to be reached besides the rows.
REACH_MS, REACH_CPU_MS, POST_BYTES, MEMORY_BYTES = 100, 50, 2_500, 400_000_000
AIMED_CLIENTS = 8


def shortfalls(record: Record) -> list[str]:
    """Return, in a sentence each, what is not reached."""
    found = []
    for line in record.lines:
        one = line.measured.get(AIMED_CLIENTS)
        if one is None:
            continue
        row = line.row
        if one.load.rate < row.rate:
            found.append(f"{row.label}: {one.load.rate:,.0f} req/s, {row.rate:,.0f} wanted")
        if one.web_and_postgres_ms > row.cpu_ms:
            found.append(
                f"{row.label}: {one.web_and_postgres_ms:.2f} ms of CPU, {row.cpu_ms:g} wanted"
            )
        if one.load.refused or one.load.lost:
            found.append(f"{row.label}: {one.load.refused} refused, {one.load.lost} lost")
    return found + _others(record)


def _others(record: Record) -> list[str]:
    found, fanout = [], record.fanout
    if fanout is not None:
        if fanout.reach_ms > REACH_MS:
            found.append(f"a post in all homes: {fanout.reach_ms:.0f} ms, {REACH_MS} wanted")
        if fanout.cpu_ms.total > REACH_CPU_MS:
            found.append(f"a post in all homes: {fanout.cpu_ms.total:.0f} ms of CPU, 50 wanted")
        if fanout.missed:
            found.append(f"a post is missing from {fanout.missed} of {fanout.looked} homes")
    if record.post_bytes is not None and record.post_bytes > POST_BYTES:
        found.append(f"disk a post: {record.post_bytes / 1000:.1f} kB, 2.5 wanted")
    if (held := record.web_bytes + record.worker_bytes) > MEMORY_BYTES:
        found.append(f"memory of web and workers: {held / 1e6:.0f} MB, 400 wanted")
    return found
