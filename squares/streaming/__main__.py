"""Starts the streaming program."""

import argparse
import asyncio
import os
from collections.abc import Sequence

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "townsquares.settings")  # noqa: TID251 - an entry
django.setup()

from squares.streaming.program import serve  # noqa: E402 - Django must be ready first


def main(options: Sequence[str] | None = None) -> None:
    """Serve; options: of the command line where none are given."""
    asked = argparse.ArgumentParser(prog="python -m squares.streaming", description=__doc__)
    asked.add_argument("--host", default="127.0.0.1")
    asked.add_argument("--port", type=int, default=8001)
    given = asked.parse_args(options)
    asyncio.run(serve(given.host, given.port))


if __name__ == "__main__":
    main()
