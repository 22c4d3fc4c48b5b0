"""What somebody types into a search, read into wishes; nothing is looked up.

Source: https://docs.joinmastodon.org/methods/search/ and Mastodon's search operators
(from: has: is: language: before: after: during: in:), each also with a minus before it.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from commons import text

LONGEST = 100
MOST_WORDS = 8
HAS = frozenset({"media", "image", "video", "audio", "poll", "link", "quote"})
IS = frozenset({"reply", "sensitive"})
IN = frozenset({"all", "public", "library"})

_OPERATOR = re.compile(r"(-?)(from|has|is|language|before|after|during|in):(\S+)", re.IGNORECASE)
_PHRASE = re.compile(r'(-?)"([^"]+)"')


@dataclass(frozen=True)
class Wishes:
    """What is looked for, and what not.

    words, without: parts of texts.  author: a handle, "me" for one's own.  has, lacks, kinds,
    not_kinds: of HAS and IS.  since, until: the days asked for, as moments.  where: of IN.
    """

    words: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    author: str = ""
    not_author: str = ""
    has: frozenset[str] = frozenset()
    lacks: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    not_kinds: frozenset[str] = frozenset()
    language: str = ""
    since: datetime | None = None
    until: datetime | None = None
    where: str = "all"

    @property
    def nothing(self) -> bool:
        """Whether nothing was asked for: not even whose posts or of which kind."""
        return not (self.words or self.author or self.has or self.kinds or self.since or self.until)


@dataclass
class _Reading:
    """Wishes while they are read."""

    words: dict[str, list[str]] = field(default_factory=lambda: {"": [], "-": []})
    kinds: dict[str, set[str]] = field(default_factory=dict)
    single: dict[str, str] = field(default_factory=dict)
    days: dict[str, datetime] = field(default_factory=dict)

    def operator(self, sign: str, name: str, value: str) -> bool:
        """Take in one operator; what is none is left to be read as words."""
        name = name.lower()
        if name in {"before", "after", "during"}:
            return self._day(name, value)
        known = {"has": HAS, "is": IS}.get(name)
        if known is not None:
            if value.lower() in known:
                self.kinds.setdefault(sign + name, set()).add(value.lower())
            return value.lower() in known
        if name == "in" and value.lower() not in IN:
            return False
        self.single[sign + name if name == "from" else name] = value
        return True

    def _day(self, name: str, value: str) -> bool:
        try:
            day = date.fromisoformat(value)
        except ValueError:
            return False
        start = datetime(day.year, day.month, day.day, tzinfo=UTC)
        if name == "before":
            self.days["until"] = start
            return True
        self.days["since"] = start if name == "during" else start + timedelta(days=1)
        if name == "during":
            self.days["until"] = start + timedelta(days=1)
        return True


def read_wishes(typed: str) -> Wishes:
    """Return what is looked for in posts."""
    reading = _Reading()

    def take(found: re.Match[str]) -> str:
        return " " if reading.operator(*found.groups()) else found[0]

    rest = _OPERATOR.sub(take, typed[:LONGEST])
    for sign, phrase in _PHRASE.findall(rest):
        reading.words[sign].append(phrase.strip())
    for word in _PHRASE.sub(" ", rest).split():
        sign = "-" if word.startswith("-") and len(word) > 1 else ""
        reading.words[sign].append(word.removeprefix("-") if sign else word)
    return _made(reading)


def _made(reading: _Reading) -> Wishes:
    def kinds(name: str) -> frozenset[str]:
        return frozenset(reading.kinds.get(name, ()))

    def handle(name: str) -> str:
        return reading.single.get(name, "").removeprefix("@")

    return Wishes(
        words=tuple(word for word in reading.words[""] if word)[:MOST_WORDS],
        without=tuple(word for word in reading.words["-"] if word)[:MOST_WORDS],
        author=handle("from"),
        not_author=handle("-from"),
        has=kinds("has"),
        lacks=kinds("-has"),
        kinds=kinds("is"),
        not_kinds=kinds("-is"),
        language=reading.single.get("language", "").lower(),
        since=reading.days.get("since"),
        until=reading.days.get("until"),
        where=reading.single.get("in", "all").lower(),
    )


@dataclass(frozen=True)
class Address:
    """What an address of this square names: a member, or one of their posts."""

    handle: str
    post_id: int | None


def address_in(typed: str, *, hosts: frozenset[str]) -> Address | None:
    """Return what an address or a full handle of this square names, None for anything else.

    hosts: of this square, in lower case, with and without a port.
    """
    typed = typed.strip()
    if re.match(r"https?://", typed, re.IGNORECASE):
        return _in_url(typed, hosts)
    handle, _at, host = typed.lstrip("@").partition("@")
    if host and host.lower() in hosts:
        return Address(handle, None)
    return None


def _in_url(typed: str, hosts: frozenset[str]) -> Address | None:
    try:
        parts = urlsplit(typed)
    except ValueError:
        return None
    if parts.netloc.lower() not in hosts:
        return None
    found = re.fullmatch(r"/(?:@|users/)(\w{1,30})(?:/(?:statuses/)?(\d{1,19}))?/?", parts.path)
    if found is None:
        return None
    return Address(found[1], int(found[2]) if found[2] else None)


def is_elsewhere(typed: str) -> bool:
    """Tell whether an address or a full handle was typed: nothing for a search by words."""
    typed = text.normalise(typed)
    full = re.fullmatch(r"@?\w{1,30}@[\w.-]+(?::\d+)?", typed)
    return full is not None or re.match(r"https?://\S+$", typed, re.IGNORECASE) is not None
