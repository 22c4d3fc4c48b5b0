"""A post that was read once for many, as one of them meets it.

`cards_to_tell` reads a post as anyone does who may; what it is to one reader is added here, without
asking again, so that telling a thousand readers costs one statement. The outcome is the very card
that `cards_for` gives this reader.
"""

from collections.abc import Collection
from dataclasses import dataclass

from msgspec.structs import replace

from squares.posts.cards.card import PostCard, QuoteCard
from squares.posts.cards.parts import PollCard
from squares.posts.reach import UNMARKED, Marks
from squares.posts.rules import (
    Place,
    QuoteView,
    Tie,
    may_boost,
    may_edit,
    may_quote,
    quote_view,
    reason_not_to_reply,
)


@dataclass(frozen=True, slots=True)
class Standpoint:
    """What one reader is to a post, and made of it.

    muted: its conversation.  blocks, mutes: its author.
    """

    tie: Tie
    marks: Marks = UNMARKED
    muted: bool = False
    blocks: bool = False
    mutes: bool = False


def retell(card: PostCard, reader: Standpoint, quoted: Standpoint | None = None) -> PostCard:
    """Return the card of a post as a reader meets it who may read it.

    card: of `cards_to_tell`.  quoted: what the reader is to the post that it quotes, if any.
    """
    tie, marks = reader.tie, reader.marks
    place = Place(card.visibility, card.reply_control, quote_policy=card.quote_policy)
    refusal = reason_not_to_reply(place, tie) or ""
    return replace(
        card,
        thread_muted=reader.muted,
        poll=_poll(card.poll, marks.choices, own=tie.own) if card.poll else None,
        quote=_quote(card.quote, quoted) if card.quote and quoted else card.quote,
        favourited=marks.favourited,
        boosted=marks.boosted,
        bookmarked=marks.bookmarked,
        own=tie.own,
        may_reply=not refusal,
        may_boost=may_boost(place, tie),
        may_quote=may_quote(place, tie),
        may_edit=may_edit(place, tie),
        reply_refusal=refusal,
    )


def _poll(poll: PollCard, choices: Collection[int], *, own: bool) -> PollCard:
    return replace(
        poll,
        options=tuple(
            replace(option, chosen=place in choices) for place, option in enumerate(poll.options)
        ),
        voted=own or bool(choices),
        own_votes=tuple(choices),
        may_vote=not own and not choices and not poll.ended,
    )


def _quote(quote: QuoteCard, reader: Standpoint) -> QuoteCard:
    if quote.post is None:
        return quote
    place = Place(quote.post.visibility, quote_policy=quote.post.quote_policy)
    state = quote_view(quote.state, (place, reader.tie), blocks=reader.blocks)
    if state != QuoteView.ACCEPTED:
        return QuoteCard(state, quote.post_id, None)
    state = QuoteView.MUTED if reader.mutes else state
    return QuoteCard(state, quote.post_id, retell(quote.post, reader))
