"""Filters: made, changed, given up. Nobody but their owner ever learns of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction
from msgspec import UNSET, UnsetType

from commons.events import publish
from commons.ids import new_id
from commons.remember import forget
from squares.members.models import Member
from squares.posts.queries import find_post
from squares.timelines import rules
from squares.timelines.errors import (
    FilterNotFound,
    FilterShared,
    PostFilteredAlready,
    TooManyFilters,
)
from squares.timelines.events import FiltersChanged
from squares.timelines.filters import FilterCard, FilteredPost, Keyword
from squares.timelines.models import Filter
from squares.timelines.sieving import card_of, find_by_keyword, matcher_key


@dataclass(frozen=True, kw_only=True)
class KeywordChange:
    """One keyword that is new (id None), changed, or gone.

    keyword, whole_word: None leaves one as it is; a new keyword needs the first.
    """

    id: int | None = None
    keyword: str | None = None
    whole_word: bool | None = None
    gone: bool = False


@transaction.atomic
def make_filter(
    *,
    by: Member,
    title: str,
    contexts: Iterable[str],
    at: datetime,
    action: str = "warn",
    expires_at: datetime | None = None,
    keywords: Sequence[KeywordChange] = (),
) -> FilterCard:
    """Begin a filter.

    contexts: where it holds, as `filters.Context`.  action: as `Filter.Action`.
    Also in a read-only square: it changes only what its owner sees.
    Raises: FilterUntitled, FilterNowhere, FilterActionUnknown, KeywordInvalid, TooManyFilters.
    Tells: FiltersChanged.  Source: https://docs.joinmastodon.org/methods/filters/#create
    """
    Member.objects.select_for_update(no_key=True).filter(pk=by.pk).values_list("pk").first()
    if Filter.objects.filter(member=by).count() >= rules.FILTERS_LIMIT:
        raise TooManyFilters(limit=rules.FILTERS_LIMIT)
    row = Filter(
        member=by,
        title=rules.clean_title(title),
        contexts=rules.clean_contexts(contexts),
        action=rules.clean_action(action),
        expires_at=expires_at,
        keywords=_changed([], keywords),
    )
    row.save(force_insert=True)
    _refuse_too_much(row)
    return _saved(row)


@transaction.atomic
def change_filter(
    *,
    by: Member,
    filter_id: int,
    at: datetime,
    title: str | None = None,
    contexts: Iterable[str] | None = None,
    action: str | None = None,
    expires_at: datetime | UnsetType | None = UNSET,
    keywords: Sequence[KeywordChange] = (),
) -> FilterCard:
    """Change one's own filter and its keywords; what is not said stays.

    expires_at: None for never.
    Raises: FilterNotFound, FilterUntitled, FilterNowhere, FilterActionUnknown, KeywordInvalid,
        TooManyFilters.
    Tells: FiltersChanged.  Source: https://docs.joinmastodon.org/methods/filters/#update
    """
    row = _held(by, filter_id)
    if title is not None:
        row.title = rules.clean_title(title)
    if contexts is not None:
        row.contexts = rules.clean_contexts(contexts)
    if action is not None:
        row.action = rules.clean_action(action)
    if not isinstance(expires_at, UnsetType):
        row.expires_at = expires_at
    row.keywords = _changed(row.keywords, keywords)
    row.save()
    _refuse_too_much(row)
    return _saved(row)


@transaction.atomic
def drop_filter(*, by: Member, filter_id: int, at: datetime) -> None:
    """Give one's own filter up.  Raises: FilterNotFound.  Tells: FiltersChanged."""
    _held(by, filter_id).delete()
    _tell(by.pk)


def add_keyword(
    *, by: Member, filter_id: int, keyword: str, at: datetime, whole_word: bool = False
) -> Keyword:
    """Look for one more word.

    Raises: FilterNotFound, KeywordInvalid, TooManyFilters.  Tells: FiltersChanged.
    """
    change = KeywordChange(keyword=keyword, whole_word=whole_word)
    return change_filter(by=by, filter_id=filter_id, keywords=[change], at=at).keywords[-1]


@transaction.atomic
def change_single(
    *,
    by: Member,
    keyword_id: int,
    at: datetime,
    keyword: str | None = None,
    whole_word: bool | None = None,
    contexts: Sequence[str] | None = None,
    action: str | None = None,
    expires_at: datetime | UnsetType | None = UNSET,
) -> FilterCard:
    """Change a keyword and its filter as if they were one, which they were in old apps.

    The filter is called as the keyword.  Where several keywords share a filter, only whether the
    whole word is meant can change by this way.
    Raises: FilterNotFound, FilterShared, and what `change_filter` raises.
    Source: https://docs.joinmastodon.org/methods/filters/#update-v1
    """
    card, known = find_by_keyword(member=by, keyword_id=keyword_id)
    wanted = {
        "title": keyword if keyword != known.keyword else None,
        "contexts": contexts if contexts is None or set(contexts) != card.contexts else None,
        "action": action if action != card.action else None,
    }
    ends_otherwise = not isinstance(expires_at, UnsetType) and expires_at != card.expires_at
    if len(card.keywords) > 1 and (ends_otherwise or any(wanted.values())):
        raise FilterShared
    change = KeywordChange(id=keyword_id, keyword=keyword, whole_word=whole_word)
    return change_filter(
        by=by,
        filter_id=card.id,
        title=keyword if wanted["title"] else None,
        contexts=contexts,
        action=action,
        expires_at=expires_at,
        keywords=[change],
        at=at,
    )


@transaction.atomic
def drop_keyword(*, by: Member, keyword_id: int, at: datetime, empty_too: bool = False) -> None:
    """Look for a keyword no longer.

    empty_too: give its filter up as well where it then meets nothing.
    Raises: FilterNotFound.  Tells: FiltersChanged.
    """
    card, _keyword = find_by_keyword(member=by, keyword_id=keyword_id)
    change = KeywordChange(id=keyword_id, gone=True)
    left = change_filter(by=by, filter_id=card.id, keywords=[change], at=at)
    if empty_too and not left.keywords and not left.posts:
        drop_filter(by=by, filter_id=card.id, at=at)


@transaction.atomic
def add_post(*, by: Member, filter_id: int, post_id: int, at: datetime) -> FilteredPost:
    """Filter one post, whatever it says.

    post_id: of a post that the member sees; that of a boost stands for what was boosted.
    Raises: FilterNotFound, PostNotFound, PostFilteredAlready, TooManyFilters.
    Tells: FiltersChanged.  Source: https://docs.joinmastodon.org/methods/filters/#statuses-add
    """
    row = _held(by, filter_id)
    post = find_post(viewer=by, post_id=post_id)
    if any(entry["post_id"] == post.pk for entry in row.statuses):
        raise PostFilteredAlready
    added = FilteredPost(id=new_id(), post_id=post.pk)
    row.statuses = [*row.statuses, msgspec.to_builtins(added)]
    row.save(update_fields=["statuses"])
    _refuse_too_much(row)
    _tell(by.pk)
    return added


@transaction.atomic
def drop_post(*, by: Member, filter_id: int, entry_id: int, at: datetime) -> None:
    """Filter one post no longer.  Raises: FilterNotFound.  Tells: FiltersChanged."""
    row = _held(by, filter_id)
    row.statuses = [entry for entry in row.statuses if entry["id"] != entry_id]
    row.save(update_fields=["statuses"])
    _tell(by.pk)


@transaction.atomic
def clear_filters(*, member_id: int) -> None:
    """Remove the filters of a member who left."""
    Filter.objects.filter(member_id=member_id).delete()
    forget(matcher_key(member_id))


def _held(by: Member, filter_id: int) -> Filter:
    """Return a member's own filter, held, so that two changes do not undo each other."""
    rows = Filter.objects.select_for_update().filter(member=by)
    row = rows.filter(pk=filter_id).first() if 0 < filter_id < 2**63 else None
    if row is None:
        raise FilterNotFound
    return row


def _changed(
    entries: Sequence[dict[str, Any]],  # Any: a Keyword in JSON
    changes: Sequence[KeywordChange],
) -> list[dict[str, Any]]:
    kept = {entry["id"]: dict(entry) for entry in entries}
    for change in changes:
        if change.id is not None and change.id not in kept:
            raise FilterNotFound
        if change.id is not None and change.gone:
            del kept[change.id]
            continue
        entry = kept.setdefault(
            change.id or new_id(), {"id": 0, "keyword": "", "whole_word": False}
        )
        if change.keyword is not None or change.id is None:
            entry["keyword"] = rules.clean_keyword(change.keyword or "")
        if change.whole_word is not None:
            entry["whole_word"] = change.whole_word
    return [{**entry, "id": number} for number, entry in kept.items()]


def _refuse_too_much(row: Filter) -> None:
    """Refuse, after writing, what would be too much together; the transaction takes it back."""
    rows = Filter.objects.filter(member_id=row.member_id).values_list("keywords", "statuses")
    if sum(len(keywords) + len(posts) for keywords, posts in rows) > rules.ENTRIES_LIMIT:
        raise TooManyFilters(limit=rules.ENTRIES_LIMIT)


def _saved(row: Filter) -> FilterCard:
    _tell(row.member_id)
    return card_of(row)


def _tell(member_id: int) -> None:
    forget(matcher_key(member_id))
    publish(FiltersChanged(member_id=member_id))
