"""Founds the square to be measured, and fills it: `python -m bench.seeding small FILE`.

Runs inside the environment of a stand, before its programs start.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import django


def main(arguments: Sequence[str]) -> int:
    """Seed the stand of the environment, and write down what load can be put on."""
    parser = argparse.ArgumentParser(prog="python -m bench.seeding", description=__doc__)
    parser.add_argument("size", choices=["small", "large"])
    parser.add_argument("file", type=Path, help="where the targets are written")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--streaming-port", type=int, required=True)
    asked = parser.parse_args(arguments)
    django.setup()
    from bench import planting  # noqa: PLC0415 - models are there only after the set-up

    begun = time.monotonic()
    planting.plant(asked.size, asked.file, ports=(asked.port, asked.streaming_port), say=_say)
    _say(f"{time.monotonic() - begun:.0f} s in all")
    return 0


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
