"""The two servers everything needs: those the environment names, else ones of our own."""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg
import redis

from embedded import postgres, valkey
from embedded.trouble import Trouble

_ANSWER_SECONDS = 5


@dataclass(frozen=True)
class ServerAddresses:
    """Where the database and Redis answer."""

    database_url: str
    redis_url: str

    def as_environ(self) -> dict[str, str]:
        """Return them as the variables that programs read."""
        return {"DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url}


@contextlib.contextmanager
def servers(
    var: Path,
    *,
    fast: bool = False,
    environ: Mapping[str, str] | None = None,
    tuning: Mapping[str, str] | None = None,
) -> Iterator[ServerAddresses]:
    """Yield the addresses of a database and a Redis that answer.

    var: folder for what our own servers keep; made if it is not there.
    fast: give up safety against power cuts, for data that is thrown away.
    environ: where DATABASE_URL, REDIS_URL, EMBEDDED_POSTGRES and EMBEDDED_REDIS are looked up.
    tuning: settings of Postgres that differ from those for a small machine.
    Raises: Trouble.
    """
    given = os.environ if environ is None else environ
    var = var.absolute()
    var.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        stack.enter_context(_alone(var))
        addresses = ServerAddresses(
            _given_database(given)
            or stack.enter_context(
                postgres.running(var, fast=fast, environ=given, tuning=tuning or {})
            ),
            _given_redis(given) or stack.enter_context(valkey.running(var, environ=given)),
        )
        stack.enter_context(_noted(var, addresses))
        yield addresses


def refuse_when_held(var: Path) -> None:
    """Say at once that someone else uses a folder, before anything else is looked at.

    Raises: Trouble.
    """
    var.mkdir(parents=True, exist_ok=True)
    with _alone(var):
        pass


def running_at(var: Path) -> ServerAddresses | None:
    """Return the addresses of the servers that someone else keeps running on a folder."""
    try:
        with _alone(var.absolute()):
            return None
    except Trouble:
        note = var / "servers.json"
        return ServerAddresses(**json.loads(note.read_text())) if note.exists() else None
    except FileNotFoundError:
        return None


@contextlib.contextmanager
def _alone(var: Path) -> Iterator[None]:
    """Hold the lock of a folder; the system lets it go even when we are killed."""
    with (var / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise Trouble(
                f"{var} is already in use by process {lock.read().strip() or '(unknown)'}: "
                "stop that one, or choose another folder with VAR=…"
            ) from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield


@contextlib.contextmanager
def _noted(var: Path, addresses: ServerAddresses) -> Iterator[None]:
    """Leave a note where the servers answer, for commands typed beside a running system."""
    note = var / "servers.json"
    note.unlink(missing_ok=True)
    note.touch(mode=0o600)
    note.write_text(json.dumps(asdict(addresses)))
    try:
        yield
    finally:
        note.unlink(missing_ok=True)


def _given_database(environ: Mapping[str, str]) -> str:
    """Return DATABASE_URL after asking that server whether it answers."""
    url = environ.get("DATABASE_URL", "")
    if not url:
        return ""
    try:
        with psycopg.connect(url, connect_timeout=_ANSWER_SECONDS) as connection:
            version = connection.info.server_version // 10_000
    except psycopg.Error as fault:
        reason = str(fault).strip().splitlines()[-1]
        raise Trouble(f"The database named by DATABASE_URL does not answer: {reason}") from None
    if version < 15:
        raise Trouble(f"DATABASE_URL names a Postgres {version}; 15 or newer is needed.")
    return url


def _given_redis(environ: Mapping[str, str]) -> str:
    """Return REDIS_URL after asking that server whether it answers."""
    url = environ.get("REDIS_URL", "")
    if not url:
        return ""
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=_ANSWER_SECONDS) as client:
            client.ping()
    except (redis.RedisError, ValueError) as fault:
        raise Trouble(f"The Redis named by REDIS_URL does not answer: {fault}") from None
    return url
