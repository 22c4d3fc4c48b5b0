"""Decisions about ties, without looking anything up."""

import re
from collections.abc import Iterable

from commons import text
from squares.relationships.errors import (
    LanguagesInvalid,
    ListUnnamed,
    NoteTooLong,
    RepliesUnknown,
)
from squares.relationships.models import List

NOTE_LIMIT = 2000
LANGUAGES_LIMIT = 20
TITLE_LIMIT = 100
LISTS_LIMIT = 50

_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_][A-Za-z0-9]{2,8}){0,2}", re.IGNORECASE)


def clean_languages(tags: Iterable[str]) -> list[str]:
    """Return languages by their short codes, each once, sorted; regions and scripts are dropped.

    Posts are compared by the short code too, so that "pt" covers "pt-br".
    Raises: LanguagesInvalid.
    """
    found = {_LANGUAGE.fullmatch(tag.strip()) for tag in tags if tag.strip()}
    if None in found or len(found) > LANGUAGES_LIMIT:
        raise LanguagesInvalid(limit=LANGUAGES_LIMIT)
    return sorted({match[1].lower() for match in found if match})


def clean_note(note: str) -> str:
    """Return a note in NFC, without outer blanks.

    Raises: NoteTooLong.
    """
    note = text.normalise(note)
    if len(note) > NOTE_LIMIT:
        raise NoteTooLong(limit=NOTE_LIMIT)
    return note


def clean_title(title: str) -> str:
    """Return a list's title on one line, without outer blanks.

    Raises: ListUnnamed.
    """
    title = " ".join(text.normalise(title).split())
    if not 0 < len(title) <= TITLE_LIMIT:
        raise ListUnnamed(limit=TITLE_LIMIT)
    return title


def clean_replies(replies: str) -> List.Replies:
    """Return which replies a list shows.  Raises: RepliesUnknown."""
    if replies not in List.Replies.values:
        raise RepliesUnknown
    return List.Replies(replies)
