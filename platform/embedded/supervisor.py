"""`make run`: bring everything up in order, watch it, bring everything down in order."""

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg

from embedded import films, parts, processes, progress, surroundings
from embedded.interruption import Interruption, Stopped
from embedded.parts import Part
from embedded.processes import Process, Program
from embedded.progress import say
from embedded.servers import refuse_when_held, servers
from embedded.surroundings import ROOT, Wish
from embedded.trouble import Trouble

_READY_SECONDS = 180
_PREPARATION_SECONDS = 900
SEEDING_SECONDS = 7200
_PATIENCE_SECONDS = 15


def up(wish: Wish) -> None:
    """Run the whole platform until someone asks it to stop.

    Raises: Trouble, with everything stopped, when something cannot start or stops by itself.
    """
    interruption = Interruption()
    with interruption.listening():
        try:
            _run(wish, interruption)
        except Stopped:
            say("\nStopped. Nothing is lost; `make run` finds it again.")


def _run(wish: Wish, interruption: Interruption) -> None:
    """Start, watch; the context managers stop what was started, last things first."""
    refuse_when_held(wish.var)
    surroundings.check_ports(wish)
    with contextlib.ExitStack() as stack:
        with progress.step("Database and Redis"):
            addresses = stack.enter_context(servers(wish.var, environ=wish.environ))
        environ = surroundings.for_programs(wish, addresses)
        prepare(wish, environ)
        links = stack.enter_context(_demo_links(wish, environ))
        running = stack.enter_context(parts_running(wish, environ, interruption))
        if links:
            finish(links)
        _welcome(wish, links)
        watch(running)


def prepare(wish: Wish, environ: dict[str, str]) -> None:
    """Bring the database up to date, gather static files, plant the demo once."""
    gathering = _begin("Style sheets and pictures", ["collectstatic", "--no-input"], wish, environ)
    try:
        command("Tables up to date", ["migrate_platform"], wish, environ)
        # People may have taken the demo apart since: it is planted once, never mended unasked.
        if wish.demo and not _planted(wish, environ):
            command("A demo to look at", ["plant_demo"], wish, environ)
            _marker(wish).write_text(_identity(environ))
        finish(gathering)
    finally:
        gathering.kill()


def command(label: str, arguments: list[str], wish: Wish, environ: dict[str, str]) -> Process:
    """Run a management command to its end, showing its last word while it works."""
    return finish(_begin(label, arguments, wish, environ))


def _begin(label: str, arguments: list[str], wish: Wish, environ: dict[str, str]) -> Process:
    """Start a management command."""
    program = Program(label, parts.manage(*arguments), ROOT)
    log = wish.logs / f"{arguments[0].replace('_', '-')}.log"
    return processes.spawn(program, log=log, environ=environ)


def finish(process: Process, seconds: float = _PREPARATION_SECONDS) -> Process:
    """Wait for a program that ends by itself; a failed one is Trouble, with its last words."""
    with progress.step(process.name) as step, contextlib.ExitStack() as stack:
        stack.callback(process.kill)
        while process.alive:
            step.tick(process.last_line())
            if step.seconds > seconds:
                process.kill()
            time.sleep(0.05)
        if process.popen.returncode:
            raise Trouble(
                f"“{process.name}” could not be finished. The last words, all of them in "
                f"{process.log}:\n{process.last_words()}"
            )
    return process


@contextlib.contextmanager
def parts_running(
    wish: Wish, environ: dict[str, str], interruption: Interruption
) -> Iterator[list[Process]]:
    """Start every part, wait until all answer, and stop them in order afterwards."""
    running: list[Process] = []
    try:
        starting = []
        for part in parts.all_parts(wish):
            log = wish.logs / f"{part.log}.log"
            running.append(processes.spawn(part.program, log=log, environ=environ))
            starting.append((part, running[-1]))
        for part, process in starting:
            _await(part, process)
        yield running
    finally:
        interruption.begin_stopping()
        _stop(running, interruption)


def _await(part: Part, process: Process) -> None:
    """Wait until a part answers."""
    with progress.step(part.program.name) as step:

        def ready() -> bool:
            step.tick()
            return part.ready(process)

        processes.wait_until(ready, process=process, seconds=_READY_SECONDS)


def watch(running: list[Process], until: Callable[[], bool] = lambda: False) -> None:
    """Look after the parts until told otherwise; one that stops by itself is Trouble."""
    while not until():
        for process in running:
            if not process.alive:
                raise Trouble(
                    f"{process.name} stopped by itself (exit code {process.popen.returncode}), so "
                    f"everything was stopped. Its last words, all of them in {process.log}:\n"
                    f"{process.last_words()}"
                )
        time.sleep(0.2)


def _stop(running: list[Process], interruption: Interruption) -> None:
    """Stop what lets work in and does it; then what it calls."""
    if any(process.alive for process in running):
        say("\nStopping …")
    for process in running:
        processes.ask_to_stop(process)
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while process.alive and not interruption.hurry and time.monotonic() < deadline:
            time.sleep(0.02)
        process.kill()


def _planted(wish: Wish, environ: dict[str, str]) -> bool:
    """Tell whether this database has had its demo; what people removed from it stays removed."""
    marker = _marker(wish)
    return marker.exists() and marker.read_text() == _identity(environ)


def _marker(wish: Wish) -> Path:
    return wish.var / "demo-planted"


def _identity(environ: dict[str, str]) -> str:
    """Return what tells one database from every other, however it is addressed."""
    query = "SELECT system_identifier || '/' || current_database() FROM pg_control_system()"
    with psycopg.connect(environ["DATABASE_URL"]) as connection:
        row = connection.execute(query).fetchone()
    return str(row[0]) if row else ""


@contextlib.contextmanager
def _demo_links(wish: Wish, environ: dict[str, str]) -> Iterator[Process | None]:
    """Ask for the links that sign a reader in as one of the demo's people, while parts start."""
    if not wish.demo:
        yield None
        return
    process = processes.spawn(
        Program("Links to sign in with", parts.manage("demo_links"), ROOT),
        log=wish.logs / "demo-links.log",
        environ=environ,
        complaints=wish.logs / "demo-links-complaints.log",
    )
    try:
        yield process
    finally:
        process.kill()


def _welcome(wish: Wish, links: Process | None) -> None:
    """Say where everything is."""
    say("\nTown Squares is running.\n")
    say(f"  The platform    {wish.address()}")
    say(f"  Operators       {wish.address('ops')}")
    say(f"  Letters sent    {wish.address()}/dev/mail")
    say(f"  Logs            {wish.logs}\n")
    if films.there() is None:
        say(f"  {films.MISSING}\n")
    for line in links.said().splitlines() if links else []:
        say(f"  {line}".rstrip())
    say(f"\nCtrl-C stops everything; the data stays in {wish.var}.")
