"""Every read of filters, and posts as a reader's filters leave them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from commons.ids import is_id
from commons.remember import at_hand, key_for
from squares.members.models import Member
from squares.members.preferences import DEFAULTS, Preferences, preferences_of
from squares.posts.cards.card import PostCard
from squares.posts.cards.reading import cards_for
from squares.timelines.errors import FilterNotFound
from squares.timelines.filters import (
    NOTHING_FILTERED,
    Context,
    FilterCard,
    FilteredPost,
    FilterResult,
    Keyword,
    Matcher,
    Needle,
    matcher,
)
from squares.timelines.models import Filter
from squares.timelines.threads import Branch, Thread

REMEMBERED_SECONDS = 3600
_KEY = key_for("filters", Matcher, Needle, FilterCard, Keyword, FilteredPost)
_HARD: dict[str, int] = {Filter.Action.HIDE: 0, Filter.Action.WARN: 1, Filter.Action.BLUR: 2}


def find_filter(*, member: Member, filter_id: int) -> FilterCard:
    """Return one of a member's own filters.

    Raises: FilterNotFound, also for other people's.
    """
    row = Filter.objects.filter(member=member, pk=filter_id).first() if is_id(filter_id) else None
    if row is None:
        raise FilterNotFound
    return card_of(row)


def find_by_keyword(*, member: Member, keyword_id: int) -> tuple[FilterCard, Keyword]:
    """Return one of a member's own keywords with its filter.

    Raises: FilterNotFound.
    """
    for card in _holding(member, "keywords", keyword_id):
        for keyword in card.keywords:
            if keyword.id == keyword_id:
                return card, keyword
    raise FilterNotFound


def find_by_post(*, member: Member, entry_id: int) -> tuple[FilterCard, FilteredPost]:
    """Return one post that a member filters, by the entry's own number, with its filter.

    Raises: FilterNotFound.
    """
    for card in _holding(member, "statuses", entry_id):
        for post in card.posts:
            if post.id == entry_id:
                return card, post
    raise FilterNotFound


def filters_of(member: Member) -> list[FilterCard]:
    """Return a member's filters, the oldest first, those that ended too.  Cost: 1 query."""
    return [card_of(row) for row in Filter.objects.filter(member=member).order_by("id")]


def matcher_of(member: Member | None) -> Matcher:
    """Return all of a member's filters, prepared.

    Cost: none while at hand, no query while remembered (an hour; forgotten when a filter changes).
    """
    if member is None:
        return NOTHING_FILTERED
    make = lambda: matcher(filters_of(member))  # noqa: E731 - narrower than the argument
    return at_hand(matcher_key(member.pk), make, seconds=REMEMBERED_SECONDS)


def matcher_key(member_id: int) -> str:
    """Return the name under which a member's filters are remembered."""
    return f"{_KEY}:{member_id}"


def results_for(
    *,
    cards: Sequence[PostCard],
    viewer: Member | None,
    at: datetime,
    context: Context | None = None,
) -> dict[int, list[FilterResult]]:
    """Return which of the viewer's filters meet which posts and what they quote, by post number.

    One's own posts are never filtered.  context: None for filters of every place, as the API
    tells them.  Cost: as `matcher_of`.
    """
    return results_with(matcher_of(viewer), cards=cards, at=at, context=context)


def results_with(
    found: Matcher, *, cards: Sequence[PostCard], at: datetime, context: Context | None = None
) -> dict[int, list[FilterResult]]:
    """Return the same of filters that were read before.  Cost: none."""
    if not found.filters:
        return {}
    quoted = [card.quote.post for card in cards if card.quote and card.quote.post]
    posts = [card for card in (*cards, *quoted) if not card.own]
    met = ((card.id, _met(found, card, context, at)) for card in posts)
    return {number: results for number, results in met if results}


def sieve(
    *, cards: Sequence[PostCard], viewer: Member | None, context: Context | None, at: datetime
) -> list[PostCard]:
    """Return posts as they are shown to the viewer in one place.

    What a filter hides is left out; what it warns of says so in `filtered_by`; what it blurs has
    its pictures covered.  context: None where no filter holds.  Everywhere pictures are covered,
    and warnings opened, as the viewer likes it.  Cost: as `matcher_of`.
    """
    wishes = preferences_of(viewer)
    results: dict[int, list[FilterResult]] = {}
    if context is not None:
        results = results_for(cards=cards, viewer=viewer, context=context, at=at)
    if not results and wishes == DEFAULTS:
        return list(cards)
    suited = [_suited(card, wishes) for card in cards]
    return [shown for card in suited if (shown := _shown(card, results))]


def sieve_thread(*, thread: Thread, viewer: Member | None, at: datetime) -> Thread:
    """Return a conversation as it is shown to the viewer; no filter holds for what they opened."""
    cards = [*thread.ancestors, *(branch.card for branch in thread.replies)]
    shown = sieve(cards=cards, viewer=viewer, context=Context.THREAD, at=at)
    (focus,) = sieve(cards=[thread.focus], viewer=viewer, context=None, at=at)
    by_id = {card.id: card for card in shown}
    return replace(
        thread,
        focus=focus,
        ancestors=[by_id[card.id] for card in thread.ancestors if card.id in by_id],
        replies=list(_branches(thread.replies, by_id)),
    )


def filters_meeting(
    *, post_ids: Collection[int], viewer: Member, context: Context, at: datetime
) -> dict[int, FilterCard]:
    """Return the hardest of the viewer's filters that meets each of some posts in one place.

    Posts that none meets are missing.  Cost: 2 queries, none where no filter holds there.
    """
    if not any(card.holds(context, at) for card, _needles in matcher_of(viewer).filters):
        return {}
    cards = cards_for(sorted(post_ids), viewer)
    found = results_for(cards=cards, viewer=viewer, context=context, at=at)
    return {
        number: min((result.filter for result in results), key=lambda card: _HARD[card.action])
        for number, results in found.items()
    }


def card_of(row: Filter) -> FilterCard:
    """Return a filter, ready to be shown and applied."""
    return FilterCard(
        id=row.pk,
        title=row.title,
        contexts=frozenset(Context(name) for name in row.contexts),
        action=row.action,
        expires_at=row.expires_at,
        keywords=tuple(Keyword(**entry) for entry in row.keywords),
        posts=tuple(FilteredPost(**entry) for entry in row.statuses),
    )


def _holding(member: Member, column: str, entry_id: int) -> list[FilterCard]:
    holds = {f"{column}__contains": [{"id": entry_id}]}
    rows = Filter.objects.filter(member=member, **holds) if is_id(entry_id) else []
    return [card_of(row) for row in rows]


def _met(
    found: Matcher, card: PostCard, context: Context | None, at: datetime
) -> list[FilterResult]:
    words = [card.warning, card.text, *(media.alt for media in card.media)]
    if card.poll is not None:
        words += [option.title for option in card.poll.options]
    return found.filtered(words, post_ids=(card.id, card.entry_id), context=context, at=at)


def _suited(card: PostCard, wishes: Preferences) -> PostCard:
    """Return a post with pictures covered and warnings opened as a reader likes it."""
    if wishes.media != "default" and card.media:
        covered = wishes.media == "hide_all"
        card = replace(card, media=tuple(replace(m, sensitive=covered) for m in card.media))
    return replace(card, opened=True) if wishes.spoilers and card.warning else card


def _shown(card: PostCard, results: Mapping[int, Sequence[FilterResult]]) -> PostCard | None:
    """Return a post as its filters leave it, None where one hides it."""
    actions = {found.filter.action: found.filter.title for found in results.get(card.id, ())}
    if Filter.Action.HIDE in actions:
        return None
    if Filter.Action.WARN in actions:
        card = replace(card, filtered_by=actions[Filter.Action.WARN])
    if Filter.Action.BLUR in actions:
        covered = tuple(replace(media, sensitive=True) for media in card.media)
        card = replace(card, media=covered)
    if card.quote and card.quote.post and card.quote.post.id in results:
        # Who quotes is still read; what they quote stands behind the warning, also a hidden one.
        title = results[card.quote.post.id][0].filter.title
        quoted = replace(card.quote.post, filtered_by=title)
        card = replace(card, quote=replace(card.quote, post=quoted))
    return card


def _branches(replies: Sequence[Branch], by_id: dict[int, PostCard]) -> Iterator[Branch]:
    """Yield the replies that stay; a line leads on only to what is still there."""
    kept = [branch for branch in replies if branch.card.id in by_id]
    depths = [*(branch.depth for branch in kept), 0]
    for place, branch in enumerate(kept):
        leads_on = depths[place + 1] > branch.depth
        yield replace(branch, card=by_id[branch.card.id], leads_on=leads_on)
