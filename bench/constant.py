"""An answer that is always the same, of the size its path asks for: what the web server can do."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

Begin = Callable[[str, list[tuple[str, str]]], object]


def application(environ: dict[str, Any], begin: Begin) -> Iterable[bytes]:  # Any: WSGI's own
    """Answer `/12345` with as many bytes."""
    body = _bytes(environ["PATH_INFO"])
    begin("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


@lru_cache(maxsize=64)
def _bytes(path: str) -> bytes:
    asked = path.strip("/")
    return b"x" * (int(asked) if asked.isdecimal() else 2)
