"""`make bench-squares`: what a thousand squares on one machine take, and a release for all of them.

Everything is made anew in a folder of its own, and removed at the end.
"""

import argparse
import sys
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import machine, report, stand, tools
from bench.crowd import Crowd
from bench.database import database
from bench.wrk import Figures
from embedded import supervisor
from embedded.interruption import Interruption, Stopped
from embedded.progress import say
from embedded.surroundings import ROOT, Wish
from embedded.trouble import Trouble, exit_code

PAPER = ROOT / "docs" / "performance.md"
_COUNT = 1000
# What is to be reached.
FOUND_MS, EMPTY_BYTES, RELEASE_SECONDS = 500, 1_500_000, 30
_WIDTH = 120

Json = dict[str, Any]  # Any: what another process wrote down


@dataclass(frozen=True)
class Told:
    """What was found out.  quiet, busy: traffic before a release, and meanwhile."""

    machine: str
    founding: Json
    memory: dict[str, float]
    release: Json
    quiet: Figures
    busy: Figures
    rest: Json
    visits: Json
    flood: Json


def main(arguments: Sequence[str]) -> int:
    """Do it and return the exit code; trouble is one sentence and a 1."""
    parser = argparse.ArgumentParser(prog="python -m bench.squares", description=__doc__)
    parser.add_argument("--port", type=int, default=8150)
    parser.add_argument("--var", type=Path, default=Path("var/bench-squares"))
    parser.add_argument("--count", type=int, default=_COUNT)
    parser.add_argument("--record", action="store_true", help="write docs/performance.md")
    asked = parser.parse_args(arguments)
    return exit_code(lambda: _measure(asked))


def _measure(asked: argparse.Namespace) -> int:
    tools.find()
    wish = stand.wish_for(port=asked.port, var=asked.var)
    if wish.var.exists():
        raise Trouble(f"{wish.var} is there already: remove it, or choose another with VAR=…")
    interruption = Interruption()
    with interruption.listening():
        try:
            told = _take(wish, asked.count, interruption)
        except Stopped:
            say("\nStopped.")
            return 1
        finally:
            stand.clear(wish.var)
    text = markdown(told)
    say(f"\n{text}")
    if asked.record:
        report.write(PAPER, "figures, many squares", text)
    return 0


def _take(wish: Wish, count: int, interruption: Interruption) -> Told:
    with stand.bare(wish) as (addresses, environ):
        crowd = Crowd(wish, environ, addresses.database_url, count)
        founding = crowd.found()
        with supervisor.parts_running(wish, environ, interruption) as started:
            crowd.pids = stand.pids_of(wish, addresses, started)
            memory = crowd.remember()
            release, quiet, busy = crowd.release()
            rest, visits, flood = crowd.interrupted_release(), crowd.visits(), crowd.flood()
        with database(addresses.database_url, wish.logs / "postgres.log") as looking:
            described = machine.describe(looking, addresses.redis_url)
    return Told(described, founding, memory, release, quiet, busy, rest, visits, flood)


def markdown(told: Told) -> str:
    """Return the whole section."""
    founding, release, count = told.founding, told.release, told.founding["count"]
    memory, quiet, busy, rest = told.memory, told.quiet, told.busy, told.rest
    each = 1 / count
    rows = [
        ["founding a square, the first 25", f"{founding['first_ms']:.0f} ms", ""],
        [f"founding one with {count:,} there, median of 25", f"{founding['median_ms']:.0f} ms",
         f"≤ {FOUND_MS} ms"],
        ["the slowest of these", f"{founding['most_ms']:.0f} ms", ""],
        ["disk of an empty square, its rows in Postgres’ catalogue included",
         f"{founding['bytes'] / 1e6:.2f} MB", f"≤ {EMPTY_BYTES / 1e6:g} MB"],
        ["of it its own tables and indexes",
         f"{founding['tables']} + {founding['indexes']}, {founding['own_bytes'] / 1e6:.2f} MB", ""],
        [f"a release (a column and its index) in {count:,} squares", f"{release['seconds']:.1f} s",
         f"≤ {RELEASE_SECONDS} s"],
        ["the same command with nothing to do", f"{release['again_seconds'] * 1000:.0f} ms", ""],
        ["requests meanwhile, p50 and p99", f"{busy.p50_ms:.1f}, {busy.p99_ms:.0f} ms", ""],
        ["requests refused or lost meanwhile", f"{busy.refused + busy.lost}", "0"],
        ["requests before it, p50 and p99", f"{quiet.p50_ms:.1f}, {quiet.p99_ms:.0f} ms", ""],
        ["the next release, stopped half way", f"{rest['interrupted_after']:,} squares had it", ""],
        ["and begun again, beside a square that is in use all the time",
         f"{rest['seconds']:.1f} s", ""],
        ["web workers, for each square visited once", _kb(memory["web"] * each), ""],
        ["Postgres, for each square visited once", _kb(memory["postgres"] * each), ""],
        ["web workers in all afterwards", f"{memory['web in all'] / 1e6:.0f} MB", ""],
        ["Postgres in all afterwards", f"{memory['postgres in all'] / 1e6:.0f} MB", ""],
        ["squares that a sweep of outboxes opens, if nothing happened for a week",
         f"{told.visits['swept']}", ""],
        [f"a task of a quiet square, while another has {told.flood['waiting']:,} waiting: median",
         f"{told.flood['median_ms']:.0f} ms", ""],
        ["the slowest of 25 such", f"{told.flood['most_ms']:.0f} ms", ""],
        ["finding what is due in all of them", f"{told.visits['plan_ms']:.1f} ms", ""],
    ]  # fmt: skip
    named = f"Passed over and named: {rest['failed']}" if rest["failed"] else ""
    intro = f"{told.machine} {count:,} squares."
    return "\n\n".join(
        filter(None, [textwrap.fill(intro, _WIDTH), report.table(["", "", "aim"], rows), named])
    )


def _kb(size: float) -> str:
    return f"{size / 1000:.1f} kB"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
