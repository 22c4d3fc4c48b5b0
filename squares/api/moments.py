"""Spans that apps say in seconds, as the moments at which they end."""

import re
from datetime import datetime, timedelta

from squares.api.errors import CannotBeRead

MOST_SECONDS = 10 * 365 * 24 * 3600
_SECONDS = re.compile(r"[+-]?[0-9]{1,18}")


def after(at: datetime, seconds: int) -> datetime:
    """Return the moment that a span from now ends; one beyond ten years ends then."""
    return at + timedelta(seconds=max(0, min(seconds, MOST_SECONDS)))


def end_of(at: datetime, span: str | int | None) -> datetime | None:
    """Return when a span ends that may be left empty, which means never.

    Raises: CannotBeRead, for words that are no number.
    """
    if span is None or span == "":
        return None
    text = str(span).strip()
    if not _SECONDS.fullmatch(text):
        raise CannotBeRead(reason="expires_in is not a number of seconds")
    return after(at, int(text))
