"""What makes a poll, and who may vote in it, decided without looking anything up.

Source: https://docs.joinmastodon.org/methods/statuses/#create and the limits that an instance
announces at https://docs.joinmastodon.org/entities/Instance/#polls.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from commons import text
from squares.posts.errors import (
    ChoiceUnknown,
    PollEndsTooLate,
    PollEndsTooSoon,
    PollOptionEmpty,
    PollOptionsAlike,
    PollOptionTooLong,
    TooFewOptions,
    TooManyOptions,
    VotedAlready,
)

OPTIONS_LEAST = 2
OPTIONS_LIMIT = 4
OPTION_LENGTH = 50
SHORTEST_SECONDS = 300
LONGEST_SECONDS = 2_629_746  # a month, as Mastodon counts it


@dataclass(frozen=True, kw_only=True)
class PollDraft:
    """A poll as somebody wants it.

    seconds: how long it runs from when it is published; None leaves a running one its end.
    """

    options: tuple[str, ...]
    seconds: int | None
    multiple: bool = False
    hides_totals: bool = False


def checked_options(options: Sequence[str]) -> list[str]:
    """Return the answers of a poll, each on one line.

    Raises: TooFewOptions, TooManyOptions, PollOptionEmpty, PollOptionTooLong, PollOptionsAlike.
    """
    if len(options) < OPTIONS_LEAST:
        raise TooFewOptions(least=OPTIONS_LEAST)
    if len(options) > OPTIONS_LIMIT:
        raise TooManyOptions(limit=OPTIONS_LIMIT)
    titles = [" ".join(text.normalise(option).split()) for option in options]
    if not all(titles):
        raise PollOptionEmpty
    if max(map(len, titles)) > OPTION_LENGTH:
        raise PollOptionTooLong(limit=OPTION_LENGTH)
    if len({title.casefold() for title in titles}) < len(titles):
        raise PollOptionsAlike
    return titles


def check_length(seconds: int) -> None:
    """Refuse a poll that ends before anybody can vote, or after everybody forgot.

    Raises: PollEndsTooSoon, PollEndsTooLate.
    """
    if seconds < SHORTEST_SECONDS:
        raise PollEndsTooSoon(minutes=SHORTEST_SECONDS // 60)
    if seconds > LONGEST_SECONDS:
        raise PollEndsTooLate


def checked_choices(choices: Sequence[int], *, options: int, multiple: bool) -> list[int]:
    """Return what a member chose, in order: positions among the answers.

    Raises: ChoiceUnknown; VotedAlready for several where only one may be chosen, as Mastodon
    does: the first would have been the vote.
    """
    chosen = sorted(set(choices))
    if not chosen or chosen[0] < 0 or chosen[-1] >= options:
        raise ChoiceUnknown
    if len(chosen) > 1 and not multiple:
        raise VotedAlready
    return chosen
