"""A stand for measuring: the real programs in production mode, on servers of their own.

Everything that decides speed is as on a server that people rely on: one web worker a core, hashed
static files, a Postgres that survives a power cut. Only limits are too high to be reached, and the
name is one that nobody can have.
"""

import contextlib
import dataclasses
import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import redis

from bench import meter, targets
from bench.sizes import SIZES
from bench.targets import Targets
from embedded import processes, progress, service_user, supervisor, surroundings
from embedded.interruption import Interruption
from embedded.processes import Process, Program
from embedded.servers import ServerAddresses, servers
from embedded.surroundings import ROOT, Wish
from embedded.trouble import Trouble

APEX = targets.HOST.partition(".")[2]
METRICS_TOKEN = "of-a-bench-that-nobody-relies-on"  # noqa: S105 - it opens nothing else
NOTE = "bench-stand"  # as townsquares.environment reads it
_TAKEN = ("PATH", "HOME", "LANG", "TMPDIR", "TZ", "EMBEDDED_POSTGRES", "EMBEDDED_REDIS")
_PRODUCTION = {
    "MODE": "production",
    "BENCH_STAND": "1",
    "APEX_HOST": APEX,
    "PUBLIC_SCHEME": "https",
    "PUBLIC_PORT": "0",
    "MAIL_URL": "smtp://127.0.0.1:9",
    "MAIL_FROM": f"Bench <squares@{APEX}>",
    "METRICS_TOKEN": METRICS_TOKEN,
    "STRIPE_API_BASE": "http://127.0.0.1:9",
    "STRIPE_SECRET_KEY": "sk_test_bench",
    "STRIPE_WEBHOOK_SECRET": "whsec_bench",
}
# As on a small server of one's own: durable, with memory for what is read often.
POSTGRES = {
    "shared_buffers": "512MB",
    "effective_cache_size": "2GB",
    "work_mem": "8MB",
    "wal_level": "replica",
    "max_wal_size": "2GB",
    "shared_preload_libraries": "pg_stat_statements",
    "pg_stat_statements.max": "10000",
    "pg_stat_statements.track_planning": "on",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
}


@dataclass(frozen=True)
class Running:
    """A stand at work: its targets, its servers, and the process of each program by name."""

    targets: Targets
    database_url: str
    redis_url: str
    pids: dict[str, int]

    @property
    def socket(self) -> str:
        """The folder of Postgres' socket, through which its superuser comes in."""
        return socket_of(self.database_url)


def socket_of(database_url: str) -> str:
    """Return the folder of Postgres' socket."""
    return database_url.partition("?host=")[2]


def wish_for(*, port: int, var: Path) -> Wish:
    """Return what the launcher is asked for."""
    environ = {name: os.environ[name] for name in _TAKEN if name in os.environ} | _PRODUCTION
    return Wish(port, var.absolute(), demo=False, environ=environ)


@contextlib.contextmanager
def standing(
    wish: Wish, interruption: Interruption, *, size: str
) -> Iterator[tuple[Running, list[Process]]]:
    """Run a stand, seeding it first where it was not seeded with this size.

    Raises: Trouble.
    """
    with contextlib.ExitStack() as stack:
        addresses, environ = stack.enter_context(_prepared(wish))
        _seed(wish, environ, size)
        started = stack.enter_context(supervisor.parts_running(wish, environ, interruption))
        running = Running(
            targets.read(wish.var / "targets.json"),
            addresses.database_url,
            addresses.redis_url,
            pids_of(wish, addresses, started),
        )
        stack.enter_context(_noted(wish.var, running))
        yield running, started


@contextlib.contextmanager
def bare(wish: Wish) -> Iterator[tuple[ServerAddresses, dict[str, str]]]:
    """Yield servers and an environment with the platform's tables, and nothing that runs.

    Raises: Trouble.
    """
    with _prepared(wish) as prepared:
        yield prepared


def running_at(var: Path) -> Running | None:
    """Return the stand that someone else keeps running in a folder."""
    note = var / "running.json"
    if not note.exists():
        return None
    told = json.loads(note.read_text())
    if not all(Path(f"/proc/{pid}").exists() for pid in told["pids"].values()):
        return None
    return Running(targets.read(var / "targets.json"), **told)


def clear(var: Path) -> None:
    """Remove a stand's folder, and what Postgres keeps elsewhere for it."""
    elsewhere = var / "postgres"
    if elsewhere.is_symlink() and service_user.REACHABLE in elsewhere.readlink().parents:
        shutil.rmtree(elsewhere.readlink().parent, ignore_errors=True)
    shutil.rmtree(var, ignore_errors=True)


@contextlib.contextmanager
def _prepared(wish: Wish) -> Iterator[tuple[ServerAddresses, dict[str, str]]]:
    surroundings.check_ports(wish)
    with contextlib.ExitStack() as stack:
        with progress.step("Database and Redis"):
            addresses = stack.enter_context(
                servers(wish.var, environ=wish.environ, tuning=POSTGRES)
            )
        (wish.var / NOTE).write_text(addresses.database_url)
        environ = surroundings.for_programs(wish, addresses)
        supervisor.prepare(wish, environ)
        yield addresses, environ


def _seed(wish: Wish, environ: Mapping[str, str], size: str) -> None:
    """Fill the stand once; what an interrupted seeding left is never mistaken for the whole."""
    mark = wish.var / "seeded"
    wanted = f"{SIZES[size]}\n"
    if mark.exists() and mark.read_text() == wanted:
        _renumber(wish)
        return
    if mark.exists() or (wish.var / "seeding").exists():
        raise Trouble(
            f"{wish.var} holds another set, or half of one: remove the folder, or choose another "
            "with VAR=…"
        )
    (wish.var / "seeding").touch()
    command = [
        *(sys.executable, "-m", "bench.seeding", size, str(wish.var / "targets.json")),
        *("--port", str(wish.port), "--streaming-port", str(wish.streaming_port)),
    ]
    program = Program(f"The {size} set", command, ROOT)
    log = wish.logs / "seeding.log"
    supervisor.finish(
        processes.spawn(program, log=log, environ=environ), seconds=supervisor.SEEDING_SECONDS
    )
    mark.write_text(wanted)
    (wish.var / "seeding").unlink()


def _renumber(wish: Wish) -> None:
    """A stand may stand at other ports than last time."""
    file = wish.var / "targets.json"
    moved = dataclasses.replace(
        targets.read(file), port=wish.port, streaming_port=wish.streaming_port
    )
    targets.write(moved, file)


def pids_of(wish: Wish, addresses: ServerAddresses, started: list[Process]) -> dict[str, int]:
    """Return the process of each program by name, of Postgres and Redis too."""
    watch = started[0].popen.pid
    pids = {"watch": watch, **meter.named_below(watch)}
    pids["postgres"] = int((wish.var / "postgres" / "postmaster.pid").read_text().split()[0])
    with redis.Redis.from_url(addresses.redis_url) as client:
        pids["redis"] = int(client.info("server")["process_id"])
    return pids


@contextlib.contextmanager
def _noted(var: Path, running: Running) -> Iterator[None]:
    """Leave a note for measurements that are started beside a running stand."""
    note = var / "running.json"
    note.touch(mode=0o600)
    note.write_text(
        json.dumps(
            {
                "database_url": running.database_url,
                "redis_url": running.redis_url,
                "pids": running.pids,
            }
        )
    )
    try:
        yield
    finally:
        note.unlink(missing_ok=True)
