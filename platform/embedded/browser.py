"""Chromium for the journeys: this machine's, or Debian's package when we may install it."""

import os
import shutil
import sys
import time
from pathlib import Path

from embedded import processes, progress
from embedded.processes import Process, Program
from embedded.surroundings import ROOT
from embedded.trouble import Trouble, of_the_system

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_INSTALL = ["install", "--yes", "--no-install-recommends", "chromium", "fonts-liberation"]


def find() -> Path:
    """Return a Chromium that starts, installing Debian's when there is none and we may.

    Raises: Trouble, in one sentence.
    """
    found = _there()
    if found is None:
        _install()
        found = _there()
    if found is None:
        raise Trouble("Chromium was installed but does not start: run `chromium --version`.")
    return found


def _there() -> Path | None:
    """Return the first Chromium that can say its version; a stub that wants a snap cannot."""
    for name in _NAMES:
        program = shutil.which(name)
        if program and processes.run([program, "--version"]).returncode == 0:
            return Path(program)
    return None


def _install() -> None:
    """Install Debian's package as root, or by sudo where that asks for no password."""
    apt = shutil.which("apt-get")
    sudo = shutil.which("sudo")
    if not apt:
        raise Trouble(
            "The journeys need Chromium, which is missing here, and this machine has no apt: "
            "install Chromium so that `chromium --version` works."
        )
    if os.geteuid() == 0:
        before = [apt]
    elif sudo and processes.run([sudo, "--non-interactive", "true"]).returncode == 0:
        before = [sudo, "--non-interactive", "--preserve-env=DEBIAN_FRONTEND", apt]
    else:
        raise Trouble(
            "The journeys need Chromium, which is missing here, and this user may not install it: "
            "run `apt install chromium` as root, then this again."
        )
    with progress.step("Chromium for the journeys") as step:
        if _apt([*before, *_INSTALL], step).popen.returncode == 0:
            return
        _apt([*before, "update"], step)
        last = _apt([*before, *_INSTALL], step)
        if last.popen.returncode:
            raise Trouble(
                "The journeys need Chromium, which is missing here and could not be installed: "
                f"{last.last_line()}"
            )


def _apt(command: list[str], step: progress.Step) -> Process:
    """Run apt to its end."""
    environ = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    program = Program("apt", command)
    process = processes.spawn(program, log=ROOT / "var" / "logs" / "apt.log", environ=environ)
    while process.alive:
        step.tick(process.last_line())
        time.sleep(0.05)
    return process


def main() -> int:
    """Print where Chromium is; trouble is one sentence and a 1."""
    try:
        progress.say(f"Chromium: {find()}")
    except Trouble as trouble:
        sentence = str(trouble)
    except OSError as fault:
        sentence = str(of_the_system(fault))
    else:
        return 0
    sys.stderr.write(f"\n{sentence}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
