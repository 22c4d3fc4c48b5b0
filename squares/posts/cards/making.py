"""From a row to the card that one reader meets."""

from collections.abc import Mapping
from dataclasses import dataclass
from sys import intern
from typing import Any

import msgspec
from django.utils.safestring import SafeString

from commons.recent import Shelf
from commons.statements import is_settled
from squares.media.cards import card_from as media_from
from squares.members.cards import MemberCard, card_from
from squares.members.models import Member
from squares.posts.cards.card import PostCard, QuoteCard
from squares.posts.cards.parts import (
    AppName,
    Named,
    PollCard,
    PollRow,
    TagName,
    direction_of,
    poll_card,
    post_url,
)
from squares.posts.cards.rows import Row
from squares.posts.rules import (
    OPEN_TO_ALL,
    Place,
    QuoteView,
    Tie,
    may_boost,
    may_edit,
    may_quote,
    may_see,
    quote_view,
    reason_not_to_reply,
)

ICONS = {"public": "globe", "unlisted": "moon", "followers": "lock", "mentioned": "at-sign"}
# Who was named may read a post whatever its visibility, and is nothing else to it.
_ANYONE_WHO_MAY = Tie(member=True, mentioned=True)
# One card of each, on however many posts that are kept: by number, and version of the row.
_PEOPLE = Shelf[tuple[int, int], MemberCard](seconds=60.0, most=4_000)


@dataclass(frozen=True)
class Maker:
    """Makes cards of rows that were fetched together.

    rows: by number, what stands; the quoted posts too.
    told: for many who may read them, and not for one viewer.
    """

    viewer: Member | None
    rows: Mapping[int, Row]
    told: bool = False

    def seen(self, row: Row) -> PostCard | None:
        """Return the card of what came to the viewer, None where they may not see it."""
        if row.entry_id not in self.rows:
            return None
        place, tie = self._stands(row)
        return self._card(row, place, tie) if self._reaches(row, place, tie) else None

    def _quoted(self, row: Row) -> Row | None:
        return self.rows.get(row.quote_of or 0)

    def told_of(self, row: Row) -> PostCard | None:
        """Return the card for many, None where nobody is to be told of it."""
        met = row.author_shown and (row.boost_of is None or row.booster_shown)
        if row.entry_id not in self.rows or row.hidden_at is not None or not met:
            return None
        return self._card(row, *self._stands(row))

    def _reaches(self, row: Row, place: Place, tie: Tie) -> bool:
        """Tell whether the viewer may see a post, by the way it comes to them."""
        if row.boost_of is None:
            return may_see(place, tie)
        if place.hidden or row.booster_blocked or not row.booster_shown:
            return False
        by_viewer = self.viewer is not None and row.booster[0] == self.viewer.pk
        open_to_all = row.entry_visibility in OPEN_TO_ALL
        return (open_to_all or by_viewer or row.booster_followed) and may_see(place, tie)

    def _stands(self, row: Row) -> tuple[Place, Tie]:
        """Return what the rules want to know."""
        viewer = self.viewer
        place = Place(
            visibility=row.visibility,
            reply_control=row.reply_control,
            quote_policy=row.quote_policy,
            hidden=row.hidden_at is not None,
            deleted=row.deleted_at is not None,
            shown=row.author_shown,
        )
        if self.told:
            return place, _ANYONE_WHO_MAY
        tie = Tie(
            member=viewer is not None,
            own=viewer is not None and row.author[0] == viewer.pk,
            follows=row.follows,
            mentioned=row.mentioned,
            blocked=row.blocked,
            moderator=viewer is not None and viewer.is_moderator,
        )
        return place, tie

    def _card(self, row: Row, place: Place, tie: Tie, *, nested: bool = False) -> PostCard:
        """Return the card of a post; one that stands inside another shows no quoted post."""
        author = _person(row.author)
        refusal = reason_not_to_reply(place, tie) or ""
        return PostCard(
            id=row.id,
            entry_id=row.entry_id,
            entry_visibility=intern(row.entry_visibility),
            url=post_url(author.handle, row.id),
            author=author,
            html=SafeString(row.html),
            text=row.text,
            warning=row.warning,
            sensitive=row.sensitive,
            language=intern(row.language),
            direction=direction_of(row.language),
            visibility=intern(row.visibility),
            visibility_icon=ICONS[row.visibility],
            reply_control=intern(row.reply_control),
            published_at=row.published_at,
            edited_at=row.edited_at,
            in_reply_to=_answered(row),
            in_reply_to_id=row.in_reply_to,
            in_reply_to_author=_answered_author(row),
            thread_id=row.thread_id or row.id,
            thread_muted=row.thread_muted,
            boosted_by=_person(row.booster) if row.boost_of is not None else None,
            boosted_at=row.entry_at if row.boost_of is not None else None,
            media=tuple(media_from(m, sensitive=row.sensitive) for m in _listed(row.media)),
            poll=_poll(row, tie),
            quote=self._quote(row, nested=nested),
            quote_policy=intern(row.quote_policy),
            mentions=tuple(Named(*pair) for pair in _listed(row.mentions)),
            tags=tuple(TagName(*pair) for pair in _listed(row.tags)),
            application=AppName(*row.application) if row.application[0] is not None else None,
            replies=row.replies,
            boosts=row.boosts,
            favourites=row.favourites,
            quotes=row.quotes,
            favourited=row.favourited,
            boosted=row.boosted,
            bookmarked=row.bookmarked,
            pinned=row.pinned_at is not None,
            own=tie.own,
            may_reply=not refusal,
            may_boost=may_boost(place, tie),
            may_quote=may_quote(place, tie),
            may_edit=may_edit(place, tie),
            hidden=place.hidden,
            reply_refusal=refusal,
        )

    def _quote(self, row: Row, *, nested: bool) -> QuoteCard | None:
        if not row.quote_state:
            return None
        if nested:
            return QuoteCard(QuoteView(row.quote_state), row.quote_of, None)
        quoted = self._quoted(row)
        found = self._stands(quoted) if quoted else None
        state = quote_view(row.quote_state, found, blocks=bool(quoted and quoted.blocks))
        if quoted is None or found is None or state != QuoteView.ACCEPTED:
            return QuoteCard(state, row.quote_of, None)
        if quoted.muted:
            state = QuoteView.MUTED
        return QuoteCard(state, row.quote_of, self._card(quoted, *found, nested=True))


def _person(columns: tuple[Any, ...]) -> MemberCard:  # Any: of a member's card
    """Return who stands on a card."""
    key = {0: (columns[0], columns[-1])}
    found = _PEOPLE.find("people", key) or {0: card_from(*columns)}
    if is_settled():
        _PEOPLE.keep("people", key, found)
    return found[0]


def _answered(row: Row) -> tuple[str, str] | None:
    if row.answered is None or row.in_reply_to is None:
        return None
    return post_url(row.answered, row.in_reply_to), row.answered


def _answered_author(row: Row) -> Named | None:
    if row.answered is None or row.answered_id is None:
        return None
    return Named(row.answered_id, row.answered)


def _poll(row: Row, tie: Tie) -> PollCard | None:
    if row.poll[0] is None:
        return None
    options, tallies, *middle, choices = row.poll
    poll = PollRow(*(_listed(options), _listed(tallies), *middle, _listed(choices)))
    return poll_card(row.id, poll, own=tie.own, member=tie.member)


def _listed(json: str | None) -> list[Any]:  # Any: what the statement put together
    return msgspec.json.decode(json) if json else []
