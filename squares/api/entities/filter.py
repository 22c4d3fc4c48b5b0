"""A member's filters, and what of a post they met.

Source: https://docs.joinmastodon.org/entities/Filter/
"""

from collections.abc import Sequence

import msgspec

from squares.api.entities.kinds import Id, Moment, moment_or_none
from squares.timelines import filters
from squares.timelines.models import Filter as Row


class FilterKeyword(msgspec.Struct, kw_only=True):
    """A word or phrase."""

    id: Id
    keyword: str
    whole_word: bool


class FilterStatus(msgspec.Struct, kw_only=True):
    """One post that is filtered."""

    id: Id
    status_id: Id


class Filter(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What a member does not want to read, where, and until when."""

    id: Id
    title: str
    context: list[str]
    expires_at: Moment | None
    filter_action: str
    keywords: list[FilterKeyword] | None = None
    statuses: list[FilterStatus] | None = None


class FilterResult(msgspec.Struct, kw_only=True):
    """A filter that met a post, and by what."""

    filter: Filter
    keyword_matches: list[str] | None = None
    status_matches: list[Id] | None = None


class V1Filter(msgspec.Struct, kw_only=True):
    """A keyword and its filter in one, as they were before version 4.

    irreversible: whether posts that it meets are not shown at all.
    Source: https://docs.joinmastodon.org/entities/V1_Filter/
    """

    id: Id
    phrase: str
    context: list[str]
    whole_word: bool
    expires_at: Moment | None
    irreversible: bool


def filter_of(card: filters.FilterCard, *, whole: bool = True) -> Filter:
    """Return a filter; whole: with its keywords and posts."""
    return Filter(
        id=str(card.id),
        title=card.title,
        context=_context(card),
        expires_at=moment_or_none(card.expires_at),
        filter_action=card.action,
        keywords=[keyword_of(word) for word in card.keywords] if whole else None,
        statuses=[filtered_of(post) for post in card.posts] if whole else None,
    )


def keyword_of(word: filters.Keyword) -> FilterKeyword:
    """Return a keyword."""
    return FilterKeyword(id=str(word.id), keyword=word.keyword, whole_word=word.whole_word)


def filtered_of(post: filters.FilteredPost) -> FilterStatus:
    """Return a post that is filtered whatever it says."""
    return FilterStatus(id=str(post.id), status_id=str(post.post_id))


def results_of(found: Sequence[filters.FilterResult]) -> list[FilterResult]:
    """Return which filters met a post."""
    return [
        FilterResult(
            filter=filter_of(result.filter, whole=False),
            keyword_matches=list(result.keywords) or None,
            status_matches=[str(number) for number in result.post_ids] or None,
        )
        for result in found
    ]


def v1_filter_of(card: filters.FilterCard, word: filters.Keyword) -> V1Filter:
    """Return a keyword as old apps know filters."""
    return V1Filter(
        id=str(word.id),
        phrase=word.keyword,
        context=_context(card),
        whole_word=word.whole_word,
        expires_at=moment_or_none(card.expires_at),
        irreversible=card.action == Row.Action.HIDE,
    )


def _context(card: filters.FilterCard) -> list[str]:
    return [context.value for context in filters.Context if context in card.contexts]
