"""The door for the web server: pages and the client API."""

import gc
import os
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "townsquares.settings")
django.setup(set_prefix=False)

# Loaded now and not at the first request of each kind; and what is loaded stays, so the collector
# need not look through all of it again and again while somebody waits.
for site in ("public", "square", "ops"):
    import_module(f"townsquares.urls_{site}")
gc.collect()
gc.freeze()
# Requests leave hardly any circles behind; what they add to is kept for a while on purpose, and was
# looked through for nothing every few requests.
gc.set_threshold(50_000)

# Who waits for Python's lock, such as who only wants to say that there is too much to do, gets it
# after this, and not after five milliseconds.
sys.setswitchinterval(0.001)

# Read now: these need what was set up above.
application = import_module("townsquares.handler").Handler()
gate = import_module("townsquares.admission.gate").Gate(application)


def take(environ: dict[str, Any], say: Callable[..., None]) -> None:  # Any: WSGI's own
    """Take a request in, for a thread of the server that may rest after that."""
    gate.take(environ, say)
    gate.threads.rest()
