"""Our small launcher of Valkey or Redis, which holds only what can be rebuilt.

It listens on a free port of this machine alone, behind a password of its own, because every
library understands that; unix sockets each spells differently.
"""

import contextlib
import secrets
import socket
from collections.abc import Iterator, Mapping
from pathlib import Path

import redis

from embedded import binaries, processes
from embedded.processes import Process, Program
from embedded.trouble import Trouble

_ATTEMPTS = 5
_READY_SECONDS = 20
_SETTINGS = """\
bind 127.0.0.1
port {port}
requirepass {password}
daemonize no
databases 16
save ""
appendonly no
maxmemory 256mb
maxmemory-policy volatile-lru
dir "{folder}"
"""


@contextlib.contextmanager
def running(var: Path, *, environ: Mapping[str, str]) -> Iterator[str]:
    """Run Valkey or Redis and yield its address; stop it afterwards.

    Raises: Trouble.
    """
    program, _source = binaries.redis(environ.get("EMBEDDED_REDIS") or "auto")
    process, url = _start(program, var, environ)
    try:
        yield url
    finally:
        process.stop(10)


def _start(program: Path, var: Path, environ: Mapping[str, str]) -> tuple[Process, str]:
    """Start the server on a port that is free, trying another when someone was quicker."""
    folder = var / "redis"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for attempt in range(_ATTEMPTS):
        port, password = _free_port(), secrets.token_urlsafe(24)
        settings = folder / "redis.conf"
        settings.touch(mode=0o600)
        settings.write_text(_SETTINGS.format(port=port, password=password, folder=_quoted(folder)))
        process = processes.spawn(
            Program("Redis", [str(program), str(settings)]),
            log=var / "logs" / "redis.log",
            environ={"PATH": environ.get("PATH", "/usr/bin:/bin"), "LANG": "C.UTF-8"},
        )
        url = f"redis://:{password}@127.0.0.1:{port}/0"
        try:
            processes.wait_until(
                lambda url=url: _answers(url),  # type: ignore[misc]
                process=process,
                seconds=_READY_SECONDS,
                every=0.01,
            )
        except Trouble:
            process.stop(2)
            if attempt == _ATTEMPTS - 1 or "in use" not in process.said():
                raise
        except BaseException:
            process.stop(2)
            raise
        else:
            return process, url
    raise Trouble("No free port was found for Redis.")


def _answers(url: str) -> bool:
    """Tell whether the server answers to its password."""
    try:
        with redis.Redis.from_url(url, socket_timeout=5) as client:
            return bool(client.ping())
    except redis.ConnectionError:
        return False


def _free_port() -> int:
    """Return a port of this machine that nobody uses at the moment."""
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        port: int = asking.getsockname()[1]
        return port


def _quoted(folder: Path) -> str:
    """Write a path as it must stand between double quotes in a configuration file."""
    return str(folder.resolve()).replace("\\", "\\\\").replace('"', '\\"')
