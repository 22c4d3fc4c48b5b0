"""Our small launcher of Postgres: a cluster of our own, a role, a database, a private socket.

Only a unix socket and no port: any number of clusters can run side by side, and only the user
who started one (and root) can reach it.
"""

import contextlib
import signal
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from embedded import binaries, cluster, processes, service_user
from embedded.processes import Process, Program
from embedded.trouble import Trouble

_Connection = psycopg.Connection[tuple[object, ...]]
ROLE = DATABASE = "townsquares"
_EXTENSIONS = ("pg_trgm", "unaccent")
_READY_SECONDS = 180
_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    # A schema a square: one statement over many squares holds many locks.
    "max_locks_per_transaction": "512",
    "shared_buffers": "96MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "effective_cache_size": "512MB",
    "random_page_cost": "1.1",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "min_wal_size": "32MB",
    "max_wal_size": "512MB",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "off",
    "log_destination": "stderr",
    "client_encoding": "UTF8",
}
_AS_IT_IS: Mapping[str, str] = {}
# For data that is thrown away: never for `make run`.
_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@contextlib.contextmanager
def running(
    var: Path, *, fast: bool, environ: Mapping[str, str], tuning: Mapping[str, str]
) -> Iterator[str]:
    """Run Postgres on VAR/postgres and yield the address of our database; stop it afterwards.

    tuning: settings in place of those for a small machine.
    Raises: Trouble.
    """
    process, folder = _start(var, fast=fast, environ=environ, tuning=tuning)
    try:
        try:
            _prepare(folder)
        except psycopg.OperationalError as fault:
            raise Trouble(_explain(process, fault)) from None
        yield f"postgresql://{ROLE}@/{DATABASE}?host={quote(str(folder), safe='/')}"
    finally:
        process.stop(30)
        if folder.parent != var:
            with contextlib.suppress(OSError):
                folder.rmdir()


def _start(
    var: Path, *, fast: bool, environ: Mapping[str, str], tuning: Mapping[str, str] = _AS_IT_IS
) -> tuple[Process, Path]:
    """Start the server, making its cluster first if there is none; return it and its socket."""
    link = var / "postgres"
    _refuse_lost_link(link)
    data = link.resolve()
    user = service_user.choose(data)
    route = environ.get("EMBEDDED_POSTGRES") or "auto"
    chosen = service_user.reachable(binaries.postgres(route, cluster.major_of(data)), user)
    if cluster.major_of(data) is None:
        data = cluster.make(chosen, link, user, fast=fast)
    cluster.enough_room(data)
    cluster.clear_leftovers(data)
    folder = cluster.socket_folder(data, user)
    # No other way in than the socket, and the socket's folder lets in nobody else.
    (data / "pg_hba.conf").write_text("local all all trust\n")
    settings = _SETTINGS | (_FAST if fast else {}) | dict(tuning)
    settings["unix_socket_directories"] = str(folder)
    command = [
        str(chosen.postgres),
        f"-D{data}",
        *(f"--{name}={value}" for name, value in settings.items()),
    ]
    process = processes.spawn(
        Program("Postgres", command, folder=Path("/"), user=user, quit_signal=signal.SIGINT),
        log=var / "logs" / "postgres.log",
        environ={"PATH": environ.get("PATH", "/usr/bin:/bin"), "LANG": "C.UTF-8"},
    )
    _wait(process, folder)
    return process, folder


def _wait(process: Process, folder: Path) -> None:
    """Wait until the server lets us in; stop it again when it cannot."""
    try:
        processes.wait_until(
            lambda: _answers(folder), process=process, seconds=_READY_SECONDS, every=0.02
        )
    except Trouble:
        process.stop(5)
        raise Trouble(_explain(process)) from None
    except BaseException:
        process.stop()
        raise


def _refuse_lost_link(link: Path) -> None:
    """Refuse a link to data that is gone: making new data there would hide the loss."""
    if link.is_symlink() and not link.exists():
        raise Trouble(
            f"{link} points to {link.readlink()}, which is gone. Nothing was changed: bring it "
            "back, or remove the link to begin anew."
        )


def _answers(folder: Path) -> bool:
    """Tell whether the server lets anyone in yet."""
    try:
        with _connect(folder, "postgres"):
            return True
    except psycopg.OperationalError:
        return False


def _connect(folder: Path, database: str) -> _Connection:
    """Connect as the superuser."""
    return psycopg.connect(
        host=str(folder), user="postgres", dbname=database, connect_timeout=10, autocommit=True
    )


def _prepare(folder: Path) -> None:
    """Make the role, the extensions and the database, as far as they are not there."""
    with _connect(folder, "postgres") as connection:
        if not _exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", ROLE):
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN CREATEROLE CREATEDB NOSUPERUSER NOINHERIT").format(
                    sql.Identifier(ROLE)
                )
            )
        made = _exists(connection, "SELECT 1 FROM pg_database WHERE datname = %s", DATABASE)
    if made:
        return
    # The template too: databases that tests make from it then have the extensions as well.
    with _connect(folder, "template1") as connection:
        _furnish(connection)
    with _connect(folder, "postgres") as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template1").format(
                sql.Identifier(DATABASE), sql.Identifier(ROLE)
            )
        )


def _furnish(connection: _Connection) -> None:
    """Create the extensions this Postgres has, and hand schema public to our role.

    A role that does not inherit gets nothing from pg_database_owner before Postgres 16.
    """
    for name in _EXTENSIONS:
        if _exists(connection, "SELECT 1 FROM pg_available_extensions WHERE name = %s", name):
            connection.execute(
                sql.SQL("CREATE EXTENSION IF NOT EXISTS {} SCHEMA public").format(
                    sql.Identifier(name)
                )
            )
    connection.execute(sql.SQL("ALTER SCHEMA public OWNER TO {}").format(sql.Identifier(ROLE)))


def _exists(connection: _Connection, query: str, name: str) -> bool:
    """Tell whether a query that looks a name up finds it."""
    return connection.execute(query.encode(), [name]).fetchone() is not None


def _explain(process: Process, fault: Exception | None = None) -> str:
    """Turn the last words of a server that would not start into one sentence."""
    words = process.said()
    if "No space left on device" in words:
        return f"The disk is full: Postgres cannot write its data (log: {process.log})."
    grave = [line for line in words.splitlines() if "FATAL:" in line or "PANIC:" in line]
    # The helpers of a dying server complain too; its own complaint comes first.
    if grave:
        reason = grave[0].partition(":  ")[2]
    else:
        # What it finds before its log is open it says plainly, on lines without a level.
        early = " ".join(words.split()).removeprefix("postgres: ")
        reason = early or str(fault or "it gave no reason")
    return (
        f"Postgres cannot use its data: {reason.strip()}. Nothing was changed; what it said is in "
        f"{process.log}."
    )
