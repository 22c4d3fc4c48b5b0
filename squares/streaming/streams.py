"""The streams that apps ask for by name, in an address or in a message.

Source: https://docs.joinmastodon.org/methods/streaming/#streams
"""

from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property, lru_cache

import msgspec

from commons.text import tag_key

UNKNOWN = "Unknown stream type"
NO_TAG = "Missing tag name parameter"
NO_LIST = "Missing list name parameter"


class Refused(Exception):
    """A connection or a stream that is not opened; `status` and words as Mastodon has them."""

    def __init__(self, status: int, words: str, retry_after: int = 0) -> None:
        super().__init__(words)
        self.status = status
        self.words = words
        self.retry_after = retry_after


class Kind(Enum):
    """What a stream tells of."""

    USER = auto()
    NOTIFICATIONS = auto()
    PUBLIC = auto()
    ELSEWHERE = auto()
    TAG = auto()
    LIST = auto()
    DIRECT = auto()


@dataclass(frozen=True, eq=False)
class Stream:
    """One stream as it was asked for; mostly one object is shared by all who listen to it.

    They are told apart by what they are, not by what they say: thousands are looked up at once.

    name: as apps say it.  given: the hashtag or list as the app wrote it.  key: of the hashtag.
    """

    name: str
    kind: Kind
    only_media: bool = False
    given: str = ""
    key: str = ""
    list_id: int = 0

    def is_like(self, other: "Stream") -> bool:
        """Tell whether two are one and the same stream to an app."""
        return self.label == other.label

    @property
    def scope(self) -> str:
        """What a token must have been given for."""
        return "read:notifications" if self.kind is Kind.NOTIFICATIONS else "read:statuses"

    @cached_property
    def label(self) -> bytes:
        """The names by which events of this stream are marked, in JSON."""
        return msgspec.json.encode([self.name, self.given] if self.given else [self.name])


# There is no federation: everything is local, and nothing comes from elsewhere.
_PLAIN = {
    "user": Kind.USER,
    "user:notification": Kind.NOTIFICATIONS,
    "public": Kind.PUBLIC,
    "public:media": Kind.PUBLIC,
    "public:local": Kind.PUBLIC,
    "public:local:media": Kind.PUBLIC,
    "public:remote": Kind.ELSEWHERE,
    "public:remote:media": Kind.ELSEWHERE,
    "direct": Kind.DIRECT,
}
_PATHS = {
    "user": "user",
    "user/notification": "user:notification",
    "public": "public",
    "public/local": "public:local",
    "public/remote": "public:remote",
    "hashtag": "hashtag",
    "hashtag/local": "hashtag:local",
    "list": "list",
    "direct": "direct",
}


def named(name: str, *, tag: str = "", list_id: str = "") -> Stream:
    """Return the stream of a name.

    Raises: Refused, 400.
    """
    if name in {"hashtag", "hashtag:local"}:
        if not tag:
            raise Refused(400, NO_TAG)
        return _tag(name, tag[:200])
    if name == "list":
        if not list_id:
            raise Refused(400, NO_LIST)
        return _list(list_id[:20])
    if name not in _PLAIN:
        raise Refused(400, UNKNOWN)
    return _plain(name)


def at_path(path: str, *, only_media: bool, tag: str, list_id: str) -> Stream | None:
    """Return the stream of an address below `/api/v1/streaming/`, None where there is none.

    Raises: Refused, 400.
    """
    name = _PATHS.get(path)
    if name is None:
        return None
    if only_media and name.startswith("public"):
        name += ":media"
    return named(name, tag=tag, list_id=list_id)


@lru_cache(maxsize=16)
def _plain(name: str) -> Stream:
    return Stream(name, _PLAIN[name], only_media=name.endswith(":media"))


@lru_cache(maxsize=4096)
def _tag(name: str, tag: str) -> Stream:
    return Stream(name, Kind.TAG, given=tag, key=tag_key(tag.removeprefix("#")))


@lru_cache(maxsize=4096)
def _list(list_id: str) -> Stream:
    fits = list_id.isascii() and list_id.isdigit() and int(list_id) < 2**63
    return Stream("list", Kind.LIST, given=list_id, list_id=int(list_id) if fits else 0)
