"""`python -m embedded`: run the whole platform, a stand, or one command beside its servers."""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from embedded import stand, supervisor, surroundings
from embedded.servers import running_at, servers
from embedded.surroundings import ROOT, Wish
from embedded.trouble import Trouble, exit_code


def main(arguments: Sequence[str]) -> int:
    """Do what was asked and return the exit code; trouble is one sentence and a 1."""
    asked = _parser().parse_args(arguments)
    return exit_code(lambda: _do(asked))


def _do(asked: argparse.Namespace) -> int:
    wish = _wish(asked)
    if asked.what == "up":
        supervisor.up(wish)
        return 0
    if asked.what == "live":
        ready = Path(asked.ready_file).absolute() if asked.ready_file else None
        return stand.up(wish, ready_file=ready, command=asked.command)
    return _beside(wish, asked.command)


def _wish(asked: argparse.Namespace) -> Wish:
    """Read the wish from the command line."""
    if not asked.port.isdecimal():
        raise Trouble(f"“{asked.port}” cannot be the port: it must be a number, such as 8000.")
    var = Path(asked.var or "var").expanduser().absolute()
    return Wish(int(asked.port), var, asked.demo not in {"0", "no", "false"}, os.environ)


def _beside(wish: Wish, command: list[str]) -> int:
    """Run one command with the servers of a folder, starting them only if they do not run."""
    there = running_at(wish.var)
    if there:
        return _call(command, surroundings.for_programs(wish, there))
    with servers(wish.var, environ=wish.environ) as addresses:
        return _call(command, surroundings.for_programs(wish, addresses))


def _call(command: list[str], environ: dict[str, str]) -> int:
    """Run a command in the foreground; Ctrl-C is its business."""
    with subprocess.Popen(command, env=environ, cwd=ROOT) as running:
        while True:
            try:
                return running.wait()
            except KeyboardInterrupt:
                continue


def _parser() -> argparse.ArgumentParser:
    """Return what understands the command line."""
    parser = argparse.ArgumentParser(prog="python -m embedded", description=__doc__)
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--port", default="8000", help="port of the pages")
    shared.add_argument("--var", default="var", help="folder for everything that is kept")
    shared.add_argument("--demo", default="1", help="0 leaves the platform empty")
    kinds = parser.add_subparsers(dest="what", required=True)
    kinds.add_parser("up", parents=[shared], help="run the whole platform")
    beside = kinds.add_parser("with", parents=[shared], help="run a command beside its servers")
    beside.add_argument("command", nargs="+", help="the command and its arguments")
    live = kinds.add_parser("live", parents=[shared], help="run a throwaway square for tests")
    live.add_argument("--ready-file", default="", help="written once everything answers")
    live.add_argument("command", nargs="*", help="run against it, and then stop")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
