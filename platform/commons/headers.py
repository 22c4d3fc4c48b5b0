"""Headers that we write ourselves, put on an answer as they are.

Django goes through each name and value for what a stranger could have slipped in: for the ten of an
API answer that takes longer than to write a post in JSON. So nothing that a stranger wrote may come
this way.
"""

from collections.abc import Mapping

from django.http.response import HttpResponseBase

Ready = dict[str, tuple[str, str]]  # name and value by the name in small letters


def ready(headers: Mapping[str, str]) -> Ready:
    """Return headers as answers keep them; names and values are plain letters of one line."""
    return {name.lower(): (name, value) for name, value in headers.items()}


def put(answer: HttpResponseBase, headers: Ready) -> None:
    """Set headers of an answer."""
    answer.headers._store |= headers  # noqa: SLF001 - as its `__setitem__` would


def put_missing(answer: HttpResponseBase, headers: Ready) -> None:
    """Set those that an answer does not have yet."""
    answer.headers._store = headers | answer.headers._store  # noqa: SLF001 - likewise


def lines(answer: HttpResponseBase) -> list[tuple[str, str]]:
    """Return the headers of an answer as a server says them."""
    return [*answer.headers._store.values()]  # noqa: SLF001 - `items()` asks for each
