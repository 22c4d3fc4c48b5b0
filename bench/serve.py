"""`make bench-serve`: seed a stand for measuring, and leave it running until Ctrl-C."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from bench import stand
from bench.sizes import SIZES
from bench.stand import Running
from embedded import supervisor
from embedded.interruption import Interruption, Stopped
from embedded.progress import say
from embedded.trouble import exit_code


def main(arguments: Sequence[str]) -> int:
    """Do it and return the exit code; trouble is one sentence and a 1."""
    parser = argparse.ArgumentParser(prog="python -m bench.serve", description=__doc__)
    parser.add_argument("--port", type=int, default=8100, help="the streaming program has the next")
    parser.add_argument("--var", type=Path, default=Path("var/bench"))
    parser.add_argument("--size", choices=sorted(SIZES), default="small")
    asked = parser.parse_args(arguments)
    return exit_code(lambda: _serve(asked.port, asked.var, asked.size))


def _serve(port: int, var: Path, size: str) -> int:
    interruption = Interruption()
    wish = stand.wish_for(port=port, var=var)
    with interruption.listening():
        try:
            with stand.standing(wish, interruption, size=size) as (running, started):
                _welcome(running, wish.var)
                supervisor.watch(started)
        except Stopped:
            say("\nStopped. The set is kept; the next start finds it again.")
    return 0


def _welcome(running: Running, var: Path) -> None:
    told = running.targets
    say("\nA square to measure is running, in production mode.\n")
    say(f"  Set          {told.size}: {told.members:,} members, {told.posts:,} posts")
    say(f"  Address      http://{told.address}:{told.port}")
    for name, text in told.headers.items():
        say(f"  Header       {name}: {text}")
    say(f"  Targets      {var / 'targets.json'}")
    say(f"  Reader       Authorization: Bearer {told.reader.token}")
    say("\n  make bench SECONDS=3 ROWS=home,public   measures it in passing")
    say("\nCtrl-C stops everything; the set is kept.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
