"""A post as apps meet it.

Source: https://docs.joinmastodon.org/entities/Status/
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, NamedTuple, Self

import msgspec
from django.utils.translation import get_language

from commons import clock
from commons.recent import Beside
from squares.api.entities.account import Account, accounts_of_cards, may_show_emoji, written
from squares.api.entities.emoji import CustomEmoji, emojis_of
from squares.api.entities.filter import FilterResult, results_of
from squares.api.entities.kinds import Id, Moment, moment, moment_or_none
from squares.api.entities.media import MediaAttachment, media_of
from squares.api.entities.poll import Poll, poll_of
from squares.api.entities.reader import Reader
from squares.charter.emoji import may_name_emoji
from squares.members.cards import MemberCard
from squares.posts.cards.card import PostCard
from squares.posts.models.post import QuotePolicy, Visibility
from squares.posts.rules import OPEN_TO_ALL, QuoteView
from squares.timelines import filters
from squares.timelines.sieving import results_for

# Our words and Mastodon's for who may read a post.
VISIBILITIES = {
    Visibility.PUBLIC: "public",
    Visibility.UNLISTED: "unlisted",
    Visibility.FOLLOWERS: "private",
    Visibility.MENTIONED: "direct",
}
QUOTE_POLICIES = {
    QuotePolicy.EVERYONE: "public",
    QuotePolicy.FOLLOWERS: "followers",
    QuotePolicy.NOBODY: "nobody",
}
_QUOTE_AUDIENCE: dict[str, list[str]] = {
    QuotePolicy.EVERYONE: ["public"],
    QuotePolicy.FOLLOWERS: ["followers"],
    QuotePolicy.NOBODY: [],
}


# Which of a reader's filters met a post, by its number.
Met = Mapping[int, Sequence[filters.FilterResult]]


_WRITTEN = Beside[PostCard, "_Written"]()


class StatusMention(msgspec.Struct, kw_only=True):
    """A member whom a post names."""

    id: Id
    username: str
    url: str
    acct: str


class StatusTag(msgspec.Struct, kw_only=True):
    """A hashtag on a post."""

    name: str
    url: str


class StatusApplication(msgspec.Struct, kw_only=True):
    """The app that a post came by."""

    name: str
    website: str | None


class QuoteApproval(msgspec.Struct, kw_only=True):
    """Who may quote a post; `current_user` is "automatic", "manual", "denied" or "unknown"."""

    automatic: list[str]
    manual: list[str]
    current_user: str


class Quote(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What a post quotes: whole, or, inside a quoted post, by its id only.

    Source: https://docs.joinmastodon.org/entities/Quote/
    """

    state: str
    quoted_status: "Status | msgspec.UnsetType | None" = msgspec.UNSET
    quoted_status_id: Id | msgspec.UnsetType | None = msgspec.UNSET


class Status(msgspec.Struct, kw_only=True):
    """A post, or a boost of one, for one reader.

    pinned: only on one's own.  text: only where it is deleted or its source asked for.
    """

    id: Id
    created_at: Moment
    in_reply_to_id: Id | None
    in_reply_to_account_id: Id | None
    sensitive: bool
    spoiler_text: str
    visibility: str
    language: str | None
    uri: str
    url: str | None
    replies_count: int
    reblogs_count: int
    favourites_count: int
    quotes_count: int
    edited_at: Moment | None
    content: str
    reblog: "Status | None"
    application: StatusApplication | None
    account: Account
    media_attachments: list[MediaAttachment]
    mentions: list[StatusMention]
    tags: list[StatusTag]
    emojis: list[CustomEmoji]
    card: None
    poll: Poll | None
    quote: Quote | None
    quote_approval: QuoteApproval
    favourited: bool
    reblogged: bool
    muted: bool
    bookmarked: bool
    filtered: list[FilterResult]
    pinned: bool | msgspec.UnsetType = msgspec.UNSET
    text: str | msgspec.UnsetType = msgspec.UNSET


# A Status that is written already.
StatusJson = Annotated[
    msgspec.Raw, msgspec.Meta(extra_json_schema={"$ref": "#/components/schemas/Status"})
]
_encode = msgspec.json.Encoder().encode


class _Written(NamedTuple):
    """A post in JSON without its author's profile, which is half of it and the same in many."""

    profile: bytes
    pieces: list[bytes]

    @classmethod
    def of(cls, status: Status) -> Self:
        """Write a post, and take the profile out wherever it stands."""
        profile = written(status.account)
        return cls(profile, _encode(status).split(profile))

    @property
    def whole(self) -> msgspec.Raw:
        return msgspec.Raw(self.profile.join(self.pieces))


class Context(msgspec.Struct, kw_only=True):
    """What a post answers and what answers it.

    Source: https://docs.joinmastodon.org/entities/Context/
    """

    ancestors: list[StatusJson]
    descendants: list[StatusJson]


def statuses_of(cards: Sequence[PostCard], reader: Reader) -> list[StatusJson]:
    """Return posts as apps show them, in their order.

    What a process wrote of the very same card it gives again.
    Cost: as `accounts_of_cards` for everyone who wrote or boosted, however many; 1 query more for
    a member whose filters are not remembered.
    """
    met = results_for(cards=cards, viewer=reader.viewer, at=clock.now())
    name = f"{reader.base} {get_language()}"
    places = dict(enumerate(cards))
    kept = {} if met else _WRITTEN.find(name, places)
    known = {place: one.whole for place, one in kept.items()}
    missing = [place for place in places if place not in known]
    if missing:
        make = maker_of([cards[place] for place in missing], reader)
        for place in missing:
            status = make(cards[place], met)
            now = _Written.of(status)
            known[place] = now.whole
            if not met and _is_lasting(cards[place], status):
                _WRITTEN.keep(name, cards[place], now)
    return [known[place] for place in places]


def statuses_by_id(cards: Sequence[PostCard], reader: Reader) -> dict[int, StatusJson]:
    """Return the same by their numbers; a boost's is its own.  Cost: as above."""
    return dict(zip((card.entry_id for card in cards), statuses_of(cards, reader), strict=True))


def _is_lasting(card: PostCard, status: Status) -> bool:
    """Tell whether nothing in it changes while its card stays, as emoji may."""
    people = [status.account, *([status.reblog.account] if status.reblog else [])]
    return not (may_name_emoji(card.text, card.warning) or any(map(may_show_emoji, people)))


def maker_of(cards: Sequence[PostCard], reader: Reader) -> Callable[[PostCard, Met], Status]:
    """Return what makes statuses of these posts, one after another, and asks nothing any more.

    For many readers of the same posts: each has cards and filters of their own.
    Cost: as `accounts_of_cards` for everyone who wrote or boosted, however many.
    """
    accounts = accounts_of_cards((person for card in cards for person in _people(card)), reader)
    return lambda card, met: _Maker(reader, accounts, met).entry(card)


def status_of(card: PostCard, reader: Reader) -> Status:
    """Return one post, to be looked at or changed before it is written.  Cost: as above."""
    met = results_for(cards=[card], viewer=reader.viewer, at=clock.now())
    return maker_of([card], reader)(card, met)


def _people(card: PostCard) -> Iterable[MemberCard]:
    yield card.author
    if card.boosted_by is not None:
        yield card.boosted_by
    if card.quote is not None and card.quote.post is not None:
        yield card.quote.post.author


@dataclass(frozen=True)
class _Maker:
    """Makes statuses for one reader out of profiles fetched together.

    met: the reader's filters that met a post, by its number.
    """

    reader: Reader
    accounts: Mapping[int, Account]
    met: Met

    def entry(self, card: PostCard) -> Status:
        """Return what stands in a timeline: a post, or a boost with the post inside."""
        said = self.status(card)
        if card.boosted_by is None or card.boosted_at is None:
            return said
        address = self.reader.url(f"{card.boosted_by.url}/{card.entry_id}")
        return msgspec.structs.replace(
            said,
            id=str(card.entry_id),
            created_at=moment(card.boosted_at),
            account=self.accounts[card.boosted_by.id],
            visibility=VISIBILITIES[Visibility(card.entry_visibility)],
            uri=address,
            url=address,
            application=None,
            reblog=said,
            pinned=msgspec.UNSET,
        )

    def status(self, card: PostCard) -> Status:
        """Return what was said."""
        address, answered = self.reader.url(card.url), card.in_reply_to_author
        return Status(
            id=str(card.id),
            created_at=moment(card.published_at),
            in_reply_to_id=str(card.in_reply_to_id) if answered else None,
            in_reply_to_account_id=str(answered.id) if answered else None,
            sensitive=card.sensitive,
            spoiler_text=card.warning,
            visibility=VISIBILITIES[Visibility(card.visibility)],
            language=card.language or None,
            uri=address,
            url=address,
            replies_count=card.replies,
            reblogs_count=card.boosts,
            favourites_count=card.favourites,
            quotes_count=card.quotes,
            edited_at=moment_or_none(card.edited_at),
            content=self._content(card),
            reblog=None,
            application=_application(card),
            account=self.accounts[card.author.id],
            media_attachments=[media_of(media, self.reader) for media in card.media],
            mentions=self._mentions(card),
            tags=[StatusTag(name=t.name, url=self.reader.url(t.url)) for t in card.tags],
            emojis=emojis_of(self.reader, card.text, card.warning),
            card=None,
            poll=poll_of(card.poll, self.reader) if card.poll else None,
            quote=self._quote(card),
            quote_approval=_approval(card),
            favourited=card.favourited,
            reblogged=card.boosted,
            muted=card.thread_muted,
            bookmarked=card.bookmarked,
            filtered=results_of(self.met.get(card.id, ())),
            pinned=card.pinned if card.own else msgspec.UNSET,
        )

    def _content(self, card: PostCard) -> str:
        """Return the words; what is quoted is also named in them, for apps that know no quotes.

        Source: https://docs.joinmastodon.org/methods/statuses/#create, quoted_status_id
        """
        html, quote = self.reader.html(card.html), card.quote
        if quote is None or quote.post is None or quote.state != QuoteView.ACCEPTED:
            return html
        address = self.reader.url(quote.post.url)
        if address in card.text:
            return html
        link = f'<a href="{address}" rel="nofollow noopener noreferrer">{address}</a>'
        return f'<p class="quote-inline">RE: {link}</p>{html}'

    def _mentions(self, card: PostCard) -> list[StatusMention]:
        return [
            StatusMention(
                id=str(named.id),
                username=named.handle,
                acct=named.handle,
                url=self.reader.url(named.url),
            )
            for named in card.mentions
        ]

    def _quote(self, card: PostCard) -> Quote | None:
        quote = card.quote
        if quote is None:
            return None
        state = str(quote.state)
        if quote.post is not None:
            return Quote(state=state, quoted_status=self.status(quote.post))
        if quote.state == QuoteView.ACCEPTED and quote.post_id is not None:
            return Quote(state=state, quoted_status_id=str(quote.post_id))
        return Quote(state=state, quoted_status=None)


def _application(card: PostCard) -> StatusApplication | None:
    if card.application is None:
        return None
    return StatusApplication(name=card.application.name, website=card.application.website or None)


def _approval(card: PostCard) -> QuoteApproval:
    is_open = card.visibility in OPEN_TO_ALL
    return QuoteApproval(
        automatic=_QUOTE_AUDIENCE[card.quote_policy] if is_open else [],
        manual=[],
        current_user="automatic" if card.may_quote else "denied",
    )
