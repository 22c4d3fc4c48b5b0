"""Somebody whom the member who asks might like to follow.

Source: https://docs.joinmastodon.org/entities/Suggestion/
"""

import msgspec

from squares.api.entities.account import Account, account_of
from squares.api.entities.reader import Reader
from squares.relationships.discovery import Suggestion as Row
from squares.relationships.discovery import Why

# The one word that stood here before there were several.
_OLD_WORDS = {Why.IN_COMMON: "past_interactions", Why.FOLLOWED: "global"}


class Suggestion(msgspec.Struct, kw_only=True):
    """An account, and why it is suggested."""

    source: str
    sources: list[str]
    account: Account


def suggestion_of(row: Row, reader: Reader) -> Suggestion:
    """Return a suggestion.  Cost: none."""
    return Suggestion(
        source=_OLD_WORDS[row.why],
        sources=[row.why.value],
        account=account_of(row.member, reader),
    )
