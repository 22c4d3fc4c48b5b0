"""A member's filters, and what of a post they met.

Source: https://docs.joinmastodon.org/entities/Filter/
"""

import msgspec

from squares.api.entities.kinds import Id, Moment


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
