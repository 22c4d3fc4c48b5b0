"""`make setup`: build .venv from the lock file, and build it anew only when that changed.

It runs before anything is installed: the standard library is all it may use.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from embedded import progress
from embedded.trouble import Trouble, exit_code

_ROOT = Path(__file__).resolve().parents[2]
_VENV = _ROOT / ".venv"
_PYTHON = _VENV / "bin" / "python"
# The developers' lock holds all that the other holds.
_LOCKS = {"run": ["requirements.lock"], "dev": ["requirements.lock", "requirements-dev.lock"]}


def main(kind: str) -> int:
    """Make .venv fit for running or for developing; trouble is one sentence and a 1."""
    return exit_code(lambda: _prepare_alone(kind))


def _prepare_alone(kind: str) -> int:
    try:
        with _alone():
            _prepare(kind)
    except KeyboardInterrupt:
        raise Trouble("Stopped. Run it again to go on where it was.") from None
    return 0


def _prepare(kind: str) -> None:
    """Create and fill .venv as far as that is not done."""
    if not _usable():
        _create()
    stamps = {name: _VENV / f".{name}.installed" for name in _LOCKS[kind]}
    if all(stamp.exists() and stamp.read_text() == _print_of(n) for n, stamp in stamps.items()):
        return
    _install(_LOCKS[kind][-1])
    for name, stamp in stamps.items():
        stamp.write_text(_print_of(name))


def _print_of(lock: str) -> str:
    return hashlib.sha256((_ROOT / lock).read_bytes()).hexdigest()


def _usable() -> bool:
    """Tell whether .venv has a working Python of this version and pip."""
    if not _PYTHON.exists():
        return False
    ask = "import sys, pip; print(sys.version_info[:2])"
    answer = subprocess.run(
        [_PYTHON, "-c", ask], capture_output=True, text=True, check=False, env=_environ()
    )
    return answer.stdout.strip() in {"(3, 11)", "(3, 12)", "(3, 13)"}


def _create() -> None:
    """Create an empty .venv."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    try:
        import ensurepip  # noqa: F401, PLC0415 - Debian ships it in a package of its own
    except ImportError:
        raise Trouble(
            f"Python {version} is here but cannot make a virtual environment: install the package "
            f"python{version}-venv (apt install python{version}-venv), then run this again."
        ) from None
    with progress.step(f"A place for the packages (Python {version})"):
        made = subprocess.run(
            [sys.executable, "-m", "venv", "--clear", _VENV],
            capture_output=True,
            text=True,
            check=False,
            env=_environ(),
        )
        if made.returncode:
            words = (made.stdout + made.stderr).strip().splitlines() or ["no reason given"]
            shutil.rmtree(_VENV, ignore_errors=True)
            raise Trouble(f"{_VENV} could not be made: {words[-1]}")


def _install(lock: str) -> None:
    """Install what a lock file names, each package checked against its hash."""
    total = sum(1 for line in (_ROOT / lock).read_text().splitlines() if "==" in line)
    command = [
        str(_PYTHON), "-m", "pip", "install", "--require-hashes", "--no-deps", "--prefer-binary",
        "--no-input", "--progress-bar=off", "-r", str(_ROOT / lock),
    ]  # fmt: skip
    with (
        progress.step("Packages from the lock file") as step,
        subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=_environ(),
        ) as pip,
    ):
        words, met = [], 0
        for line in pip.stdout or ():
            words.append(line.strip())
            met += line.startswith(("Collecting", "Requirement already", "Ignoring"))
            step.tick(f"{met} of {total}" if met < total else "unpacking")
        if pip.wait():
            faults = [word for word in words if word.startswith("ERROR:")] or words[-1:] or ["?"]
            raise Trouble(
                f"The packages could not be installed: {faults[0].removeprefix('ERROR: ')} "
                "(Is the network there? Running it again goes on where it was.)"
            )


def _environ() -> dict[str, str]:
    """Return our environment without what would lead another Python astray."""
    astray = {"PYTHONHOME", "PYTHONPATH", "PIP_REQUIRE_VIRTUALENV", "PIP_USER", "PIP_TARGET"}
    kept = {name: text for name, text in os.environ.items() if name not in astray}
    return kept | {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Let one preparation wait for another that runs beside it."""
    folder = os.open(_ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "run"))
