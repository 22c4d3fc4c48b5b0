"""Installs Debian's packages where we may: as root, or by sudo where that asks for no password."""

import os
import shutil
import time
from collections.abc import Sequence

from embedded import processes, progress
from embedded.processes import Process, Program
from embedded.surroundings import ROOT
from embedded.trouble import Trouble

_INSTALL = ("install", "--yes", "--no-install-recommends")


def install(packages: Sequence[str], *, label: str, missing: str) -> None:
    """Install packages.

    missing: how the sentence begins that says why we could not, such as "wrk is missing here".
    Raises: Trouble.
    """
    before = _apt(missing, packages)
    with progress.step(label) as step:
        if _run([*before, *_INSTALL, *packages], step).popen.returncode == 0:
            return
        _run([*before, "update"], step)
        last = _run([*before, *_INSTALL, *packages], step)
        if last.popen.returncode:
            raise Trouble(f"{missing} and could not be installed: {last.last_line()}")


def _apt(missing: str, packages: Sequence[str]) -> list[str]:
    """Return how apt is called by us."""
    apt, sudo = shutil.which("apt-get"), shutil.which("sudo")
    if not apt:
        raise Trouble(f"{missing}, and this machine has no apt: install {packages[0]} yourself.")
    if os.geteuid() == 0:
        return [apt]
    if sudo and processes.run([sudo, "--non-interactive", "true"]).returncode == 0:
        return [sudo, "--non-interactive", "--preserve-env=DEBIAN_FRONTEND", apt]
    raise Trouble(
        f"{missing}, and this user may not install it: run `apt install {packages[0]}` as root, "
        "then this again."
    )


def _run(command: list[str], step: progress.Step) -> Process:
    """Run apt to its end."""
    environ = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    program = Program("apt", command)
    process = processes.spawn(program, log=ROOT / "var" / "logs" / "apt.log", environ=environ)
    while process.alive:
        step.tick(process.last_line())
        time.sleep(0.05)
    return process
