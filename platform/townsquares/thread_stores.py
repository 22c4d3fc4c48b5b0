"""What Django keeps for each thread, kept by Python's own `threading.local`.

Django's store would tell coroutines apart as well, and asks at every look whether one runs: a tenth
of what one status takes. Here threads are all there is: the streaming program, whose connections
are coroutines, enters squares and languages in threads too (`squares.streaming.desk`).
"""

import threading

from django.db import connections
from django.urls import base as urls
from django.utils import timezone
from django.utils.translation import trans_real

_KEPT = (
    (connections, "_connections"),
    (trans_real, "_active"),
    (timezone, "_active"),
    (urls, "_prefixes"),
    (urls, "_urlconfs"),
)


def keep_by_thread() -> None:
    """Replace Django's stores; called once, at start.

    Raises: AttributeError, where Django keeps them elsewhere by now.
    """
    for owner, name in _KEPT:
        getattr(owner, name)
        setattr(owner, name, threading.local())
