"""The web server, which loads everything before its workers part: they share that.

    python -m townsquares.web --workers 2 --blocking-threads 512 --port 8000

Takes what `granian` takes.
"""

import sys
from importlib import import_module

from granian.cli import entrypoint

if __name__ == "__main__":
    import_module("townsquares.wsgi")
    sys.argv[1:1] = ["townsquares.wsgi:application", "--interface=wsgi", "--no-ws"]
    entrypoint()  # type: ignore[no-untyped-call]  # granian says no types of it
