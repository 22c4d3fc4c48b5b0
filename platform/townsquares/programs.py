"""The programs of a machine, parted from one that has loaded everything: they share that.

    python -m townsquares.programs --web="--port 8000" --streaming="--port 8001" \
        --workers="--concurrency 2 --films --schedule FILE"

Each is given its own options; what another machine has is left out. When one ends the others are
ended too, and whoever watches over this starts all of them anew.
"""

import argparse
import contextlib
import ctypes
import gc
import os
import shlex
import signal
import sys
from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from townsquares import watch, web, workers

Run = Callable[[], object]

# How many places malloc gives from: each keeps what was ever needed there, and threads come and go.
_M_ARENA_MAX, _ARENAS = -8, 2


def main() -> None:
    """Start what is wanted, and end with it; its exit code is that of what ended first."""
    with contextlib.suppress(AttributeError, OSError):  # another C library than glibc
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, _ARENAS)
    programs = _wanted()
    # The collector writes on every page it looks through, and each program would have its own.
    gc.collect()
    gc.freeze()
    part(programs)


def part(programs: Mapping[str, Run]) -> NoReturn:
    """Run each in a process of its own name, and become what watches over them."""
    signal.pthread_sigmask(signal.SIG_BLOCK, watch.ENDING)  # until there is somebody to heed them
    numbers = [str(_parted(name, run)) for name, run in programs.items()]
    os.execv(sys.executable, [sys.executable, "-I", "-S", watch.__file__, *numbers])  # noqa: S606


def _wanted() -> dict[str, Run]:
    """Return what the command line asks for, loaded."""
    parser = argparse.ArgumentParser(prog="townsquares.programs", description=__doc__)
    parser.add_argument("--web", type=shlex.split, metavar="OPTIONS", help="granian's")
    parser.add_argument(
        "--streaming", type=shlex.split, metavar="OPTIONS", help="see -m squares.streaming"
    )
    parser.add_argument(
        "--workers", type=shlex.split, metavar="OPTIONS", help="see townsquares.workers"
    )
    wish, wanted = parser.parse_args(), dict[str, Run]()
    if wish.web is not None:
        import_module("townsquares.wsgi")
        wanted["web"] = partial(web.serve, "townsquares.wsgi:take", wish.web)
    if wish.streaming is not None:
        wanted["streaming"] = partial(
            import_module("squares.streaming.__main__").main, wish.streaming
        )
    if wish.workers is not None:
        wanted |= workers.programs(wish.workers)
    if not wanted:
        parser.error("nothing is to be started")
    return wanted


def _parted(name: str, run: Run) -> int:
    """Return the number of a process that runs something and ends with it."""
    number = os.fork()
    if number:
        return number
    with contextlib.suppress(OSError):  # not everywhere; for whoever looks at a list of processes
        Path("/proc/self/comm").write_text(name)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, watch.ENDING)
    run()
    sys.exit(0)


if __name__ == "__main__":
    main()
