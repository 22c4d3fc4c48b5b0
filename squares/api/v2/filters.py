"""Filters, their keywords, and single posts that they meet.

Source: https://docs.joinmastodon.org/methods/filters/
"""

import msgspec

from squares.api.call import Call
from squares.api.endpoint import endpoint
from squares.api.entities.filter import (
    Filter,
    FilterKeyword,
    FilterStatus,
    filter_of,
    filtered_of,
    keyword_of,
)
from squares.api.moments import end_of
from squares.timelines import actions, sieving


class KeywordAttributes(msgspec.Struct, kw_only=True):
    """A keyword that is new, changed, or gone."""

    id: int | None = None
    keyword: str | None = None
    whole_word: bool | None = None
    destroy: bool = msgspec.field(default=False, name="_destroy")

    def change(self) -> actions.KeywordChange:
        """Return it as the action takes it."""
        return actions.KeywordChange(
            id=self.id, keyword=self.keyword, whole_word=self.whole_word, gone=self.destroy
        )


class FilterParams(msgspec.Struct, kw_only=True):
    """What is said of a filter; expires_in: seconds, empty for never."""

    title: str | None = None
    context: list[str] | None = None
    filter_action: str | None = None
    expires_in: str | int | msgspec.UnsetType | None = msgspec.UNSET
    keywords_attributes: list[KeywordAttributes] = []

    def changes(self) -> list[actions.KeywordChange]:
        """Return what becomes of keywords; one that comes and goes at once is nothing."""
        sent = self.keywords_attributes
        return [word.change() for word in sent if word.id is not None or not word.destroy]


class KeywordParams(msgspec.Struct, kw_only=True):
    """What to look for."""

    keyword: str | None = None
    whole_word: bool | None = None


class PostParams(msgspec.Struct, kw_only=True):
    """Which post is meant."""

    status_id: int = 0


@endpoint("GET /api/v2/filters", scope="read:filters")
def index(call: Call) -> list[Filter]:
    """Return the member's filters.  Cost: 1 statement."""
    return [filter_of(card) for card in sieving.filters_of(call.by)]


@endpoint("GET /api/v2/filters/:filter_id", scope="read:filters")
def show(call: Call, filter_id: int) -> Filter:
    """Return one of the member's filters."""
    return filter_of(sieving.find_filter(member=call.by, filter_id=filter_id))


@endpoint("POST /api/v2/filters", scope="write:filters")
def create(call: Call, params: FilterParams) -> Filter:
    """Begin a filter."""
    span = None if isinstance(params.expires_in, msgspec.UnsetType) else params.expires_in
    made = actions.make_filter(
        by=call.by,
        title=params.title or "",
        contexts=params.context or [],
        action=params.filter_action or "warn",
        expires_at=end_of(call.at, span),
        keywords=params.changes(),
        at=call.at,
    )
    return filter_of(made)


@endpoint("PUT /api/v2/filters/:filter_id", scope="write:filters")
def change(call: Call, filter_id: int, params: FilterParams) -> Filter:
    """Change a filter; what is not sent stays."""
    span = params.expires_in
    changed = actions.change_filter(
        by=call.by,
        filter_id=filter_id,
        title=params.title,
        contexts=params.context,
        action=params.filter_action,
        expires_at=span if isinstance(span, msgspec.UnsetType) else end_of(call.at, span),
        keywords=params.changes(),
        at=call.at,
    )
    return filter_of(changed)


@endpoint("DELETE /api/v2/filters/:filter_id", scope="write:filters")
def delete(call: Call, filter_id: int) -> None:
    """Give a filter up."""
    actions.drop_filter(by=call.by, filter_id=filter_id, at=call.at)


@endpoint("GET /api/v2/filters/:filter_id/keywords", scope="read:filters")
def keywords(call: Call, filter_id: int) -> list[FilterKeyword]:
    """Return what a filter looks for."""
    card = sieving.find_filter(member=call.by, filter_id=filter_id)
    return [keyword_of(word) for word in card.keywords]


@endpoint("POST /api/v2/filters/:filter_id/keywords", scope="write:filters")
def add_keyword(call: Call, filter_id: int, params: KeywordParams) -> FilterKeyword:
    """Look for one more word."""
    added = actions.add_keyword(
        by=call.by,
        filter_id=filter_id,
        keyword=params.keyword or "",
        whole_word=bool(params.whole_word),
        at=call.at,
    )
    return keyword_of(added)


@endpoint("GET /api/v2/filters/keywords/:keyword_id", scope="read:filters")
def show_keyword(call: Call, keyword_id: int) -> FilterKeyword:
    """Return one keyword."""
    return keyword_of(sieving.find_by_keyword(member=call.by, keyword_id=keyword_id)[1])


@endpoint("PUT /api/v2/filters/keywords/:keyword_id", scope="write:filters")
def change_keyword(call: Call, keyword_id: int, params: KeywordParams) -> FilterKeyword:
    """Change one keyword."""
    card, _word = sieving.find_by_keyword(member=call.by, keyword_id=keyword_id)
    change = actions.KeywordChange(
        id=keyword_id, keyword=params.keyword, whole_word=params.whole_word
    )
    actions.change_filter(by=call.by, filter_id=card.id, keywords=[change], at=call.at)
    return show_keyword(call, keyword_id)


@endpoint("DELETE /api/v2/filters/keywords/:keyword_id", scope="write:filters")
def drop_keyword(call: Call, keyword_id: int) -> None:
    """Look for a word no longer."""
    actions.drop_keyword(by=call.by, keyword_id=keyword_id, at=call.at)


@endpoint("GET /api/v2/filters/:filter_id/statuses", scope="read:filters")
def posts(call: Call, filter_id: int) -> list[FilterStatus]:
    """Return which single posts a filter meets."""
    card = sieving.find_filter(member=call.by, filter_id=filter_id)
    return [filtered_of(post) for post in card.posts]


@endpoint("POST /api/v2/filters/:filter_id/statuses", scope="write:filters")
def add_post(call: Call, filter_id: int, params: PostParams) -> FilterStatus:
    """Filter one post, whatever it says."""
    added = actions.add_post(by=call.by, filter_id=filter_id, post_id=params.status_id, at=call.at)
    return filtered_of(added)


@endpoint("GET /api/v2/filters/statuses/:entry_id", scope="read:filters")
def show_post(call: Call, entry_id: int) -> FilterStatus:
    """Return one post that is filtered."""
    return filtered_of(sieving.find_by_post(member=call.by, entry_id=entry_id)[1])


@endpoint("DELETE /api/v2/filters/statuses/:entry_id", scope="write:filters")
def drop_post(call: Call, entry_id: int) -> FilterStatus:
    """Filter one post no longer."""
    card, post = sieving.find_by_post(member=call.by, entry_id=entry_id)
    actions.drop_post(by=call.by, filter_id=card.id, entry_id=entry_id, at=call.at)
    return filtered_of(post)
