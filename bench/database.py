"""What Postgres did meanwhile: how many statements, how long they took, what exactly they were."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import psycopg

from bench.stand import socket_of
from embedded.postgres import DATABASE

Connection = psycopg.Connection[tuple[object, ...]]
# What a stand's own programs did; everything else that looks in is not measured.
_OURS = f"userid IN (SELECT oid FROM pg_roles WHERE rolname LIKE '{DATABASE}%%')"
_LOGGED = re.compile(
    r"\[(?P<pid>\d+)\] LOG:  duration: [\d.]+ ms  (?:statement|execute [^:]*): (?P<sql>.*)",
    re.DOTALL,
)
_GIVEN = re.compile(r"\$(\d+) = (NULL|'(?:[^']|'')*')")
_LINE = re.compile(r"^\d{4}-\d\d-\d\d ", re.MULTILINE)


@dataclass(frozen=True)
class Statements:
    """What the stand's programs sent: how many, milliseconds to plan and to run them."""

    count: int
    milliseconds: float


@dataclass(frozen=True)
class Heavy:
    """A statement that took much time.  sql: with $1 where values stood."""

    calls: int
    milliseconds: float
    sql: str


class Database:
    """The superuser's look at the Postgres of a stand.

    counts: whether this Postgres can count statements at all.
    """

    def __init__(self, connection: Connection, log: Path) -> None:
        self._connection, self._log = connection, log
        self.counts = self._count()

    def _count(self) -> bool:
        try:
            self._connection.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        except psycopg.Error:
            return False
        return True

    def forget(self) -> None:
        """Begin to count anew."""
        if self.counts:
            self._connection.execute("SELECT pg_stat_statements_reset()")

    def counted(self) -> Statements:
        """Return what was sent since."""
        if not self.counts:
            return Statements(0, 0.0)
        row = self._connection.execute(
            "SELECT coalesce(sum(calls), 0), coalesce(sum(total_exec_time + total_plan_time), 0) "
            f"FROM pg_stat_statements WHERE {_OURS}"
        ).fetchone()
        return Statements(int(str(row[0])), float(str(row[1]))) if row else Statements(0, 0.0)

    def heaviest(self, count: int = 12) -> list[Heavy]:
        """Return the statements that took most time since."""
        if not self.counts:
            return []
        rows = self._connection.execute(
            "SELECT calls, total_exec_time + total_plan_time, query FROM pg_stat_statements "
            f"WHERE {_OURS} ORDER BY 2 DESC LIMIT %s",
            [count],
        ).fetchall()
        return [Heavy(int(str(n)), float(str(ms)), " ".join(str(q).split())) for n, ms, q in rows]

    def sent_by(self, act: Callable[[], object]) -> list[str]:
        """Return every statement that one request sends, its values in place.

        By the log: whatever sends them, they are seen as Postgres sees them.
        """
        with self._logging():
            begin = self._log.stat().st_size
            act()
            time.sleep(0.15)
            with self._log.open("rb") as log:
                log.seek(begin)
                return _statements(log.read().decode(errors="replace"))

    @contextmanager
    def _logging(self) -> Iterator[None]:
        self._set("log_min_duration_statement", "0")
        try:
            yield
        finally:
            self._set("log_min_duration_statement", "-1")

    def _set(self, name: str, value: str) -> None:
        self._connection.execute(f"ALTER SYSTEM SET {name} = {value}".encode())
        self._connection.execute("SELECT pg_reload_conf()")
        time.sleep(0.3)

    def sizes(self, schema: str) -> dict[str, int]:
        """Return how many bytes each table of a schema takes, its indexes included."""
        rows = self._connection.execute(
            "SELECT relname, pg_total_relation_size(oid) FROM pg_class "
            "WHERE relkind = 'r' AND relnamespace = %s::regnamespace",
            [f'"{schema}"'],
        ).fetchall()
        return {str(name): int(str(size)) for name, size in rows}

    def one(self, query: str) -> object:
        """Return the one value that a query finds."""
        row = self._connection.execute(query.encode()).fetchone()
        return row[0] if row else None


@contextmanager
def database(url: str, log: Path) -> Iterator[Database]:
    """Look in as the superuser; the socket lets in nobody but us and root."""
    with superuser(url) as connection:
        yield Database(connection, log)


def superuser(url: str) -> Connection:
    """Return a connection of the superuser to the Postgres of a stand."""
    return psycopg.connect(host=socket_of(url), user="postgres", dbname=DATABASE, autocommit=True)


def _statements(logged: str) -> list[str]:
    """Return the statements of the connection that sent most, in order, with their values."""
    by_pid: dict[str, list[str]] = {}
    starts = [found.start() for found in _LINE.finditer(logged)] + [len(logged)]
    for begin, end in pairwise(starts):
        entry = logged[begin:end]
        if found := _LOGGED.search(entry):
            by_pid.setdefault(found["pid"], []).append(found["sql"].replace("\n\t", "\n").strip())
        elif "DETAIL:  " in entry and (of := re.search(r"\[(\d+)\] DETAIL:", entry)):
            said = by_pid.get(of[1])
            if said:
                said[-1] = _filled(said[-1], entry)
    return max(by_pid.values(), key=len, default=[])


def _filled(sql: str, detail: str) -> str:
    """Put the values of a prepared statement where it names them."""
    values = dict(_GIVEN.findall(detail))
    return re.sub(r"\$(\d+)", lambda found: values.get(found[1], found[0]), sql)
