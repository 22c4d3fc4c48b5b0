"""Decisions about filters, without looking anything up."""

from collections.abc import Iterable

from commons import text
from squares.timelines.errors import (
    FilterActionUnknown,
    FilterNowhere,
    FilterUntitled,
    KeywordInvalid,
)
from squares.timelines.filters import Context
from squares.timelines.models import Filter

TITLE_LIMIT = 200
KEYWORD_LIMIT = 512
FILTERS_LIMIT = 200
# Keywords, and posts, of all filters of one member: each is looked for in each post of a page.
ENTRIES_LIMIT = 1000


def clean_title(title: str) -> str:
    """Return a filter's title on one line, without outer blanks.

    Raises: FilterUntitled.
    """
    title = " ".join(text.normalise(title).split())
    if not 0 < len(title) <= TITLE_LIMIT:
        raise FilterUntitled(limit=TITLE_LIMIT)
    return title


def clean_contexts(names: Iterable[str]) -> list[str]:
    """Return where a filter holds, each place once, in one order.

    Raises: FilterNowhere, also for a place that there is not.
    """
    wanted = set(names)
    found: list[str] = [context.value for context in Context if context.value in wanted]
    if not found or len(found) < len(wanted):
        raise FilterNowhere
    return found


def clean_action(action: str) -> Filter.Action:
    """Return what becomes of a post that a filter meets.  Raises: FilterActionUnknown."""
    if action not in Filter.Action.values:
        raise FilterActionUnknown
    return Filter.Action(action)


def clean_keyword(keyword: str) -> str:
    """Return the words to look for, without outer blanks.  Raises: KeywordInvalid."""
    keyword = " ".join(text.normalise(keyword).split())
    if not 0 < len(keyword) <= KEYWORD_LIMIT:
        raise KeywordInvalid(limit=KEYWORD_LIMIT)
    return keyword
