"""The door for the web server: pages and the client API."""

import gc
import os
import sys
from importlib import import_module
from typing import Any

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "townsquares.settings")


class Request(WSGIRequest):
    """A request in UTF-8, whatever it claims: an encoding is not for a stranger to choose.

    Django takes up any codec of Python's, and fails before the first middleware for some.
    """

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:  # Any: WSGI's environment
        kind = meta.get("CONTENT_TYPE", "")
        super()._set_content_type_params({"CONTENT_TYPE": kind.partition(";")[0]})  # type: ignore[misc]


handler: WSGIHandler = get_wsgi_application()
handler.request_class = Request

# Loaded now and not at the first request of each kind; and what is loaded stays, so the collector
# need not look through all of it again and again while somebody waits.
for site in ("public", "square", "ops"):
    import_module(f"townsquares.urls_{site}")
gc.collect()
gc.freeze()

# Who waits for Python's lock, such as who only wants to say that there is too much to do, gets it
# after this, and not after five milliseconds.
sys.setswitchinterval(0.001)

# Read now: it needs what was set up above.
application = import_module("townsquares.admission.gate").Gate(handler)
