"""Chromium for the journeys: this machine's, or Debian's package when we may install it."""

import shutil
import sys
from pathlib import Path

from embedded import debian, processes, progress
from embedded.trouble import Trouble, exit_code

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_PACKAGES = ("chromium", "fonts-liberation")
_MISSING = "The journeys need Chromium, which is missing here"


def find() -> Path:
    """Return a Chromium that starts, installing Debian's when there is none and we may.

    Raises: Trouble, in one sentence.
    """
    found = _there()
    if found is None:
        debian.install(_PACKAGES, label="Chromium for the journeys", missing=_MISSING)
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


def main() -> int:
    """Print where Chromium is; trouble is one sentence and a 1."""
    return exit_code(_say_where)


def _say_where() -> int:
    progress.say(f"Chromium: {find()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
