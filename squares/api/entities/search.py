"""What a search found.

Source: https://docs.joinmastodon.org/entities/Search/
"""

import msgspec

from squares.api.entities.account import Account
from squares.api.entities.status import StatusJson
from squares.api.entities.tag import Tag


class Search(msgspec.Struct, kw_only=True):
    """Members, posts and hashtags that were found."""

    accounts: list[Account]
    statuses: list[StatusJson]
    hashtags: list[Tag]


class SearchV1(msgspec.Struct, kw_only=True):
    """The same for old apps: hashtags by their names alone."""

    accounts: list[Account]
    statuses: list[StatusJson]
    hashtags: list[str]
