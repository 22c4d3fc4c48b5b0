"""Filters as they were before version 4: each keyword is one.

Source: https://docs.joinmastodon.org/methods/filters/#v1
"""

import msgspec

from squares.api.call import Call
from squares.api.endpoint import endpoint
from squares.api.entities.filter import V1Filter, v1_filter_of
from squares.api.moments import end_of
from squares.timelines import actions, sieving


class V1FilterParams(msgspec.Struct, kw_only=True):
    """What is said of a filter; expires_in: seconds, empty for never."""

    phrase: str | None = None
    context: list[str] | None = None
    irreversible: bool | None = None
    whole_word: bool | None = None
    expires_in: str | int | msgspec.UnsetType | None = msgspec.UNSET

    @property
    def action(self) -> str | None:
        """What becomes of a post, in the words of today."""
        if self.irreversible is None:
            return None
        return "hide" if self.irreversible else "warn"


@endpoint("GET /api/v1/filters", scope="read:filters", deprecated=True)
def index(call: Call) -> list[V1Filter]:
    """Return the member's filters, one for each keyword.  Cost: 1 statement."""
    cards = sieving.filters_of(call.by)
    return [v1_filter_of(card, word) for card in cards for word in card.keywords]


@endpoint("GET /api/v1/filters/:keyword_id", scope="read:filters", deprecated=True)
def show(call: Call, keyword_id: int) -> V1Filter:
    """Return one of the member's filters."""
    return _filter(call, keyword_id)


@endpoint("POST /api/v1/filters", scope="write:filters", deprecated=True)
def create(call: Call, params: V1FilterParams) -> V1Filter:
    """Begin a filter."""
    span = None if isinstance(params.expires_in, msgspec.UnsetType) else params.expires_in
    word = actions.KeywordChange(keyword=params.phrase or "", whole_word=params.whole_word)
    made = actions.make_filter(
        by=call.by,
        title=params.phrase or "",
        contexts=params.context or [],
        action=params.action or "warn",
        expires_at=end_of(call.at, span),
        keywords=[word],
        at=call.at,
    )
    return v1_filter_of(made, made.keywords[0])


@endpoint("PUT /api/v1/filters/:keyword_id", scope="write:filters", deprecated=True)
def change(call: Call, keyword_id: int, params: V1FilterParams) -> V1Filter:
    """Change a filter; what is not sent stays."""
    span = params.expires_in
    actions.change_single(
        by=call.by,
        keyword_id=keyword_id,
        keyword=params.phrase,
        whole_word=params.whole_word,
        contexts=params.context,
        action=params.action,
        expires_at=span if isinstance(span, msgspec.UnsetType) else end_of(call.at, span),
        at=call.at,
    )
    return _filter(call, keyword_id)


@endpoint("DELETE /api/v1/filters/:keyword_id", scope="write:filters", deprecated=True)
def delete(call: Call, keyword_id: int) -> None:
    """Give a filter up."""
    actions.drop_keyword(by=call.by, keyword_id=keyword_id, empty_too=True, at=call.at)


def _filter(call: Call, keyword_id: int) -> V1Filter:
    return v1_filter_of(*sieving.find_by_keyword(member=call.by, keyword_id=keyword_id))
