"""What a member does not want to read, decided by words alone; nothing here looks anything up.

Source: https://docs.joinmastodon.org/entities/Filter/
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from commons import text


class Context(StrEnum):
    """Where a filter holds; Mastodon's names.  Lists count as home, tags as public."""

    HOME = "home"
    NOTIFICATIONS = "notifications"
    PUBLIC = "public"
    THREAD = "thread"
    ACCOUNT = "account"


@dataclass(frozen=True)
class Keyword:
    """Words that a filter looks for.  whole_word: not as a part of a longer word."""

    id: int
    keyword: str
    whole_word: bool


@dataclass(frozen=True)
class FilteredPost:
    """One post that a filter meets, whatever it says."""

    id: int
    post_id: int


@dataclass(frozen=True)
class FilterCard:
    """A filter, ready to be shown and applied.  action: as `Filter.Action`."""

    id: int
    title: str
    contexts: frozenset[Context]
    action: str
    expires_at: datetime | None
    keywords: tuple[Keyword, ...]
    posts: tuple[FilteredPost, ...]

    def holds(self, context: Context | None, at: datetime) -> bool:
        """Tell whether the filter holds somewhere (None: anywhere) at a moment."""
        if self.expires_at is not None and self.expires_at <= at:
            return False
        return context is None or context in self.contexts


@dataclass(frozen=True)
class FilterResult:
    """A filter that met a post: by which of its words, and as which post."""

    filter: FilterCard
    keywords: tuple[str, ...]
    post_ids: tuple[int, ...]


@dataclass(frozen=True)
class Needle:
    """One keyword as it is looked for: folded, and where it must stand apart from other words."""

    words: str
    shown: str
    apart_before: bool
    apart_after: bool

    def is_in(self, hay: str) -> bool:
        """Tell whether a folded text holds it."""
        at = hay.find(self.words)
        while at >= 0:
            end = at + len(self.words)
            parted = not (self.apart_before and at > 0 and text.in_word(hay[at - 1]))
            if parted and not (self.apart_after and end < len(hay) and text.in_word(hay[end])):
                return True
            at = hay.find(self.words, at + 1)
        return False


@dataclass(frozen=True)
class Matcher:
    """All filters of one member, prepared once; it may be remembered as it is."""

    filters: tuple[tuple[FilterCard, tuple[Needle, ...]], ...]

    def filtered(
        self,
        words: Iterable[str],
        *,
        post_ids: Sequence[int] = (),
        context: Context | None = None,
        at: datetime,
    ) -> list[FilterResult]:
        """Return which filters meet a post, in their order.

        words: its text, warning, descriptions of pictures and choices of a poll, as typed.
        post_ids: its number, and that of the boost it came by.  context: None for all.
        """
        in_force = [pair for pair in self.filters if pair[0].holds(context, at)]
        if not in_force:
            return []
        hays = [_fold(part) for part in words if part]
        found = [_result(card, needles, hays, post_ids) for card, needles in in_force]
        return [result for result in found if result is not None]


NOTHING_FILTERED = Matcher(())


def matcher(filters: Iterable[FilterCard]) -> Matcher:
    """Prepare filters for many posts."""
    return Matcher(
        tuple(
            (card, tuple(needle for word in card.keywords if (needle := _needle(word)).words))
            for card in filters
        )
    )


def _needle(keyword: Keyword) -> Needle:
    words = _fold(keyword.keyword)
    # As in Mastodon: a keyword that begins or ends with a sign needs no border there.
    return Needle(
        words=words,
        shown=keyword.keyword,
        apart_before=keyword.whole_word and text.in_word(words[:1] or " "),
        apart_after=keyword.whole_word and text.in_word(words[-1:] or " "),
    )


def _fold(words: str) -> str:
    return " ".join(text.folded(words).split())


def _result(
    card: FilterCard, needles: Sequence[Needle], hays: Sequence[str], post_ids: Sequence[int]
) -> FilterResult | None:
    keywords = tuple(needle.shown for needle in needles if any(needle.is_in(hay) for hay in hays))
    posts = tuple(post.post_id for post in card.posts if post.post_id in post_ids)
    return FilterResult(card, keywords, posts) if keywords or posts else None
