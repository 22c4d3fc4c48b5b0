"""`make live`: a throwaway deployment for clients' own test suites; nothing of it is kept.

One square answers on `http://localhost:PORT` (and on 127.0.0.1), the apex on a host of its own.
Everyone may join and is in at once, nothing is limited, tasks are done where they arise. It has
its own servers in its own folder, and refuses every other database.
"""

import contextlib
import dataclasses
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from embedded import progress, service_user, supervisor, surroundings
from embedded.interruption import Interruption, Stopped
from embedded.processes import Process
from embedded.progress import say
from embedded.servers import ServerAddresses, servers
from embedded.surroundings import Wish
from embedded.trouble import Trouble

APEX = "apex.localhost"
NOTE = "live-stand"  # as townsquares.environment reads it
# What a stand takes from the person's environment; what else is set there is meant for others.
_TAKEN = (
    "PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "APEX_HOST", "STREAMING_PORT",
    "EMBEDDED_POSTGRES", "EMBEDDED_REDIS",
)  # fmt: skip
_PATIENCE_SECONDS = 15


def up(wish: Wish, *, ready_file: Path | None = None, command: Sequence[str] = ()) -> int:
    """Run a stand until someone asks it to stop, or until a command has run against it.

    ready_file: where to write, once everything answers, what /stand.json of the folder holds.
    command: run with STAND_FILE naming that file; its exit code is returned.
    Raises: Trouble, with everything stopped and removed.
    """
    refuse(wish.environ)
    environ = {name: wish.environ[name] for name in _TAKEN if name in wish.environ}
    interruption = Interruption()
    with interruption.listening():
        try:
            with _throwaway() as var:
                here = dataclasses.replace(wish, var=var, demo=False, environ=environ, stand=True)
                return _run(here, interruption, ready_file=ready_file, command=command)
        except Stopped:
            say("\nStopped. Nothing of it is kept.")
            return 0


def refuse(environ: Mapping[str, str]) -> None:
    """Refuse what belongs to a deployment that people rely on.

    Raises: Trouble.
    """
    given = {name.upper(): text for name, text in environ.items()}
    if given.get("MODE", "").lower() == "production":
        raise Trouble("A stand lets everyone in and never runs with MODE=production: unset it.")
    for name in ("DATABASE_URL", "REDIS_URL"):
        if given.get(name):
            raise Trouble(f"A stand starts servers of its own and takes no {name}: unset it.")


def _run(
    wish: Wish, interruption: Interruption, *, ready_file: Path | None, command: Sequence[str]
) -> int:
    surroundings.check_ports(wish)
    note = wish.var / "stand.json"
    with contextlib.ExitStack() as stack:
        with progress.step("Database and Redis"):
            addresses = stack.enter_context(servers(wish.var, fast=True, environ=wish.environ))
        environ = _for_programs(wish, addresses)
        supervisor.prepare(wish, environ)
        supervisor.command("One square", ["plant_stand", str(note)], wish, environ)
        running = stack.enter_context(supervisor.parts_running(wish, environ, interruption))
        told = _complete(note, wish)
        if ready_file is not None:
            stack.callback(ready_file.unlink, missing_ok=True)
            _write(ready_file, told)
        _welcome(wish, told)
        if command:
            return _call(command, note, running)
        supervisor.watch(running)
    return 0


def _for_programs(wish: Wish, addresses: ServerAddresses) -> dict[str, str]:
    """Return the environment of the stand's programs, and note that the database is its own."""
    (wish.var / NOTE).write_text(addresses.database_url)
    environ = surroundings.for_programs(wish, addresses)
    return environ | {"LIVE_STAND": "1", "APEX_HOST": wish.environ.get("APEX_HOST") or APEX}


def _complete(note: Path, wish: Wish) -> dict[str, str]:
    """Add the addresses to what was planted."""
    told: dict[str, str] = json.loads(note.read_text())
    told["url"] = f"http://localhost:{wish.port}"
    told["streaming_url"] = f"ws://localhost:{wish.streaming_port}"
    _write(note, told)
    return told


def _write(file: Path, told: Mapping[str, str]) -> None:
    """Write a file whole, for our eyes only: whoever waits for it never reads half of it."""
    unfinished = file.with_name(f"{file.name}.new")
    unfinished.touch(mode=0o600)
    unfinished.write_text(json.dumps(told, indent=2) + "\n")
    unfinished.replace(file)


def _welcome(wish: Wish, told: Mapping[str, str]) -> None:
    """Say where the square is and how its steward signs in."""
    say("\nA square to try is running.\n")
    say(f"  The square      {told['url']}")
    say(f"  Streaming       {told['streaming_url']}")
    say(f"  Steward         {told['email']}")
    say(f"  Password        {told['password']}")
    say(f"  Access token    {told['access_token']}")
    say(f"  Logs            {wish.logs}")
    say("\nCtrl-C stops everything; nothing is kept.")


def _call(command: Sequence[str], note: Path, running: list[Process]) -> int:
    """Run a command against the stand and return its exit code."""
    with subprocess.Popen(command, env=os.environ | {"STAND_FILE": str(note)}) as called:
        try:
            supervisor.watch(running, until=lambda: called.poll() is not None)
        except BaseException:
            called.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                called.wait(_PATIENCE_SECONDS)
            called.kill()
            raise
        return called.returncode


@contextlib.contextmanager
def _throwaway() -> Iterator[Path]:
    """Yield a new folder, and remove it with all that our servers kept elsewhere for it."""
    var = Path(tempfile.mkdtemp(prefix="townsquares-live-"))
    var.chmod(0o755)  # the user who runs Postgres enters it
    try:
        yield var
    finally:
        elsewhere = var / "postgres"
        if elsewhere.is_symlink() and service_user.REACHABLE in elsewhere.readlink().parents:
            shutil.rmtree(elsewhere.readlink().parent, ignore_errors=True)
        shutil.rmtree(var, ignore_errors=True)
