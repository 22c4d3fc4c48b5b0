"""The folder in which Postgres keeps its data: where it lies, how it is made, what is left."""

import contextlib
import os
import re
import shutil
import signal
import tempfile
import time
from pathlib import Path

from embedded import processes, service_user
from embedded.binaries import PostgresBinaries
from embedded.processes import User
from embedded.trouble import Trouble

# What a new cluster needs with a demo in it, and what one that is there needs to go on.
_ROOM_TO_BEGIN_BYTES = 150_000_000
_ROOM_TO_GO_ON_BYTES = 30_000_000
# Longest path of a unix socket is 107 bytes on Linux, 103 on macOS; Postgres adds 15.
_SOCKET_FOLDER_BYTES = 85
_LEFTOVER_SECONDS = 30


def major_of(data: Path) -> int | None:
    """Return the version of Postgres that wrote a data folder, if there is one."""
    try:
        return int((data / "PG_VERSION").read_text().split(".")[0])
    except FileNotFoundError:
        if data.exists() and any(data.iterdir()):
            raise Trouble(
                f"{data} is not empty but holds no Postgres data (its PG_VERSION is missing). "
                "Nothing was changed: move the folder away, or choose another with VAR=…"
            ) from None
    except ValueError:
        raise Trouble(f"{data / 'PG_VERSION'} is damaged. Nothing was changed.") from None
    return None


def make(binaries: PostgresBinaries, data: Path, user: User, *, fast: bool) -> Path:
    """Make an empty cluster and return where it really lies.

    It is made beside its place and moved there whole: an interrupted start leaves nothing half.
    Raises: Trouble.
    """
    enough_room(data.parent, _ROOM_TO_BEGIN_BYTES)
    unfinished = data.with_name(f"{data.name}.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    _own(unfinished, user)
    if not service_user.may_write(user, unfinished):
        unfinished.rmdir()
        return _make_elsewhere(binaries, data, user, fast=fast)
    _initdb(binaries, unfinished, user, fast=fast)
    if data.exists():
        data.rmdir()
    unfinished.rename(data)
    return data


def enough_room(folder: Path, needed: int = _ROOM_TO_GO_ON_BYTES) -> None:
    """Refuse to start on a disk that is about to be full."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise Trouble(
            f"Only {free // 1_000_000} MB are free on the disk that holds {folder}; "
            f"{needed // 1_000_000} MB are needed: make room, or choose another with VAR=…"
        )


def socket_folder(data: Path, user: User) -> Path:
    """Return a folder only that user (and root) can enter, its path short enough for a socket."""
    folder = data.parent / "postgres-socket"
    plain = re.fullmatch(r"[\w/.-]+", str(folder), re.ASCII)
    if not plain or len(os.fsencode(folder)) > _SOCKET_FOLDER_BYTES:
        folder = Path(tempfile.mkdtemp(prefix="townsquares-", dir="/tmp"))
    folder.mkdir(mode=0o700, exist_ok=True)
    _own(folder, user)
    folder.chmod(0o700)
    return folder


def clear_leftovers(data: Path) -> None:
    """End a server that outlived its supervisor, and remove the mark a crash left behind.

    The caller holds the lock of the folder, so whatever still runs in it belongs to nobody.
    """
    started = time.monotonic()
    pids = _running_in(data)
    while pids:
        waited = time.monotonic() - started
        if waited > _LEFTOVER_SECONDS:
            raise Trouble(f"Postgres (process {pids[0]}) still runs in {data} and will not end.")
        ending = signal.SIGINT if waited < _LEFTOVER_SECONDS / 2 else signal.SIGQUIT
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, ending)
        time.sleep(0.2)
        pids = _running_in(data)
    (data / "postmaster.pid").unlink(missing_ok=True)


def _make_elsewhere(binaries: PostgresBinaries, data: Path, user: User, *, fast: bool) -> Path:
    """Make the cluster where a service user reaches it, and leave a link to it.

    Root's own folders (/root/…) can be entered by nobody else; Postgres may not run as root.
    """
    service_user.REACHABLE.mkdir(mode=0o755, parents=True, exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix="cluster-", dir=service_user.REACHABLE))
    home.chmod(0o755)
    (home / "belongs-to").write_text(f"{data}\n")
    try:
        made = make(binaries, home / "postgres", user, fast=fast)
    except BaseException:
        shutil.rmtree(home, ignore_errors=True)
        raise
    if data.exists():
        data.rmdir()
    data.symlink_to(made)
    return made


def _initdb(binaries: PostgresBinaries, data: Path, user: User, *, fast: bool) -> None:
    """Run initdb in an empty folder."""
    # From 17 on Postgres sorts by code point itself and needs no locale of the machine.
    built_in = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    answer = processes.run(
        [
            str(binaries.initdb),
            f"--pgdata={data}",
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            # Small pieces of log: an empty cluster is half as large and made in half the time.
            "--wal-segsize=4",
            *(built_in if binaries.major >= 17 else ["--locale=C.UTF-8"]),
            *(["--no-sync"] if fast else []),
        ],
        user=user,
    )
    if answer.returncode:
        shutil.rmtree(data, ignore_errors=True)
        words = (answer.stderr.strip() or answer.stdout.strip()).splitlines()
        reason = next((line for line in words if "error" in line or "No space" in line), words[-1])
        raise Trouble(f"Postgres could not make its data folder {data}: {reason}")


def _own(folder: Path, user: User) -> None:
    """Give a folder to the user Postgres runs as."""
    if user.name:
        os.chown(folder, user.uid, user.gid)


def _running_in(data: Path) -> list[int]:
    """Return the processes of Postgres that stand in a data folder, first the oldest."""
    real = data.resolve()
    pids = []
    for link in Path("/proc").glob("[0-9]*/cwd"):
        with contextlib.suppress(OSError):
            if link.readlink() == real and _is_postgres(link.parent):
                pids.append(int(link.parent.name))
    return sorted(pids)


def _is_postgres(process: Path) -> bool:
    """Tell a server from a shell that happens to stand in its folder."""
    return (process / "comm").read_text().strip() == "postgres"
