"""wrk, which puts the load on, and pgbench, which asks Postgres directly: Debian's packages."""

import shutil
import sys

from embedded import debian
from embedded.progress import say
from embedded.trouble import Trouble

_WRK = "wrk puts the load on and is missing here"


def find() -> None:
    """Install what is missing, where we may.

    Raises: Trouble, without wrk.  Without pgbench one column stays empty.
    """
    if shutil.which("wrk") is None:
        debian.install(["wrk"], label="wrk, to put load on", missing=_WRK)
    if shutil.which("pgbench") is None:
        try:
            debian.install(
                ["postgresql-client"], label="pgbench", missing="pgbench is missing here"
            )
        except Trouble as trouble:
            say(f"  – {trouble}")


if __name__ == "__main__":
    try:
        find()
    except Trouble as trouble:
        sys.stderr.write(f"\n{trouble}\n")
        sys.exit(1)
