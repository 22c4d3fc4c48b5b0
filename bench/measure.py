"""`make bench`: measure every row of the table, beside its limits, and tell what falls short.

Uses the stand that `make bench-serve` keeps running in the folder, else starts one for itself.
"""

import argparse
import contextlib
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench import report, stand, tools
from bench.rows import ROWS
from bench.sizes import SIZES
from bench.stand import Running
from bench.taking import Wanted, take
from embedded.interruption import Interruption, Stopped
from embedded.progress import say
from embedded.surroundings import ROOT
from embedded.trouble import Trouble, exit_code

PAPER = ROOT / "docs" / "performance.md"
FANOUT = "fanout"
_FOR_THE_RECORD_SECONDS = 15


def main(arguments: Sequence[str]) -> int:
    """Do it and return the exit code; trouble is one sentence and a 1."""
    asked = _parser().parse_args(arguments)
    return exit_code(lambda: _measure_at(asked, _wanted(asked)))


def _measure_at(asked: argparse.Namespace, wanted: Wanted) -> int:
    """Find or start the stand, measure, tell."""
    tools.find()
    interruption = Interruption()
    with interruption.listening():
        try:
            with standing(asked, interruption) as running:
                record = take(running, wanted, logs=asked.var.absolute() / "logs")
        except Stopped:
            say("\nStopped.")
            return 1
    text = report.markdown(record)
    say(f"\n{text}")
    if wanted.record:
        report.write(PAPER, f"figures, {record.size} set", text)
        say(f"\nWritten into {PAPER.relative_to(ROOT)}.")
    return 0


@contextlib.contextmanager
def standing(asked: argparse.Namespace, interruption: Interruption) -> Iterator[Running]:
    """Use the stand that runs in the folder, else start one and stop it afterwards."""
    there = stand.running_at(asked.var.absolute())
    if there is not None:
        say(f"Measuring the stand that runs in {asked.var}.")
        yield there
        return
    if asked.record:
        stand.clear(asked.var.absolute())  # the record begins with a set that nobody wrote into
    wish = stand.wish_for(port=asked.port, var=asked.var)
    with stand.standing(wish, interruption, size=asked.size) as (running, _started):
        yield running


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.measure", description=__doc__)
    parser.add_argument("--port", type=int, default=8100)
    parser.add_argument("--var", type=Path, default=Path("var/bench"))
    parser.add_argument("--size", choices=sorted(SIZES), default="small")
    parser.add_argument("--seconds", type=float, default=_FOR_THE_RECORD_SECONDS)
    parser.add_argument("--rows", default="", help=f"some of {', '.join(_keys())}; all without")
    parser.add_argument("--clients", default="1,8,32")
    parser.add_argument("--record", action="store_true", help="write docs/performance.md")
    parser.add_argument("--statements", action="store_true", help="show the heaviest statements")
    return parser


def _keys() -> list[str]:
    return [*(row.key for row in ROWS), FANOUT]


def _wanted(asked: argparse.Namespace) -> Wanted:
    """Read what was asked.

    Raises: Trouble.
    """
    keys = [key for key in asked.rows.replace(" ", "").split(",") if key] or _keys()
    if unknown := set(keys) - set(_keys()):
        raise Trouble(f"No row is called {', '.join(sorted(unknown))}: {', '.join(_keys())}.")
    if asked.record and (asked.rows or asked.seconds < _FOR_THE_RECORD_SECONDS):
        raise Trouble("The record holds every row, 15 seconds each: leave ROWS and SECONDS out.")
    return Wanted(
        rows=[row for row in ROWS if row.key in keys],
        fanout=FANOUT in keys,
        clients=[int(text) for text in asked.clients.split(",")],
        seconds=asked.seconds,
        record=asked.record,
        statements=asked.statements,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
