"""What a card of a post is made of, besides its words: pictures, names, a poll, an app."""

from datetime import datetime
from functools import lru_cache
from urllib.parse import quote

from msgspec import Struct

from squares.members.cards import url_of

RIGHT_TO_LEFT = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"}
)


class Named(Struct, frozen=True):
    """A member whom a post names or answers."""

    id: int
    handle: str

    @property
    def url(self) -> str:
        """The address of their page, below the square's own."""
        return url_of(self.handle)


class TagName(Struct, frozen=True):
    """A hashtag on a post: the form under which spellings meet, and how it was first written."""

    key: str
    name: str

    @property
    def url(self) -> str:
        """The address of its page, below the square's own."""
        return tag_url(self.key)


class AppName(Struct, frozen=True):
    """The app through which a post came."""

    name: str
    website: str


class PollOption(Struct, frozen=True):
    """One answer. votes: None while they are not to be seen.  share: 0–100, of the voters."""

    title: str
    votes: int | None
    share: int
    chosen: bool


class PollCard(Struct, frozen=True):
    """A poll as one reader meets it; its number is its post's.

    votes, voters: differ where several answers may be chosen.  voted: also for its author, who
    has no vote.  own_votes: positions.  may_vote: whether the reader has a vote left.
    """

    id: int
    options: tuple[PollOption, ...]
    votes: int
    voters: int
    multiple: bool
    hides_totals: bool
    ends_at: datetime
    ended: bool
    voted: bool
    own_votes: tuple[int, ...]
    may_vote: bool

    @property
    def shows_totals(self) -> bool:
        """Whether the answers' votes may be seen yet."""
        return self.ended or not self.hides_totals


class PollRow(Struct, frozen=True):
    """A poll's columns, in the order of the statement that reads them."""

    options: list[str]
    tallies: list[int]
    voters: int
    multiple: bool
    hides_totals: bool
    ends_at: datetime
    ended: bool
    choices: list[int] | None


def poll_card(post_id: int, row: PollRow, *, own: bool, member: bool) -> PollCard:
    """Return the card of a poll for a reader: its author, a member, or a visitor."""
    chosen = tuple(row.choices or ())
    shown = row.ended or not row.hides_totals
    base = max(row.voters, 1)
    options = [
        PollOption(
            title=title,
            votes=votes if shown else None,
            share=round(100 * votes / base) if shown else 0,
            chosen=place in chosen,
        )
        for place, (title, votes) in enumerate(zip(row.options, row.tallies, strict=True))
    ]
    return PollCard(
        id=post_id,
        options=tuple(options),
        votes=sum(row.tallies),
        voters=row.voters,
        multiple=row.multiple,
        hides_totals=row.hides_totals,
        ends_at=row.ends_at,
        ended=row.ended,
        voted=own or bool(chosen),
        own_votes=chosen,
        may_vote=member and not own and not chosen and not row.ended,
    )


def direction_of(language: str) -> str:
    """Return which way a language runs; "auto" lets the browser see."""
    if not language:
        return "auto"
    return "rtl" if language.split("-", maxsplit=1)[0] in RIGHT_TO_LEFT else "ltr"


@lru_cache(maxsize=4096)
def tag_url(key: str) -> str:
    """Return the address of a hashtag's page, below the square's own."""
    return f"/tags/{quote(key)}"


def post_url(handle: str, post_id: int) -> str:
    """Return the address of a post's page, below the square's own."""
    return f"{url_of(handle)}/{post_id}"
