"""The demo's scripts: who lives in each square, and what they said. Times are minutes ago."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

FOLDER = Path(__file__).parent
SQUARES = ("harbour", "werkstatt", "maqha")
PASSWORD = "demo people need no secrets"  # noqa: S105 - printed by make run, development only


class FoundationScript(msgspec.Struct):
    """Who owns the square; the officer is its first member too."""

    name: str
    country: str
    officer: str


class MemberScript(msgspec.Struct):
    """One person."""

    handle: str
    name: str
    bio: str
    role: str = "member"
    locked: bool = False


class PostScript(msgspec.Struct, rename={"at": "ago"}):
    """One post; `to` is the key of the post it answers, `quotes` of one it quotes.

    asks: a poll's answers.  votes: which of them each voter chose, by place.
    """

    by: str
    text: str
    at: int
    key: str = ""
    to: str = ""
    warning: str = ""
    picture: str = ""
    alt: str = ""
    replies: str = "everyone"
    quotes: str = ""
    asks: list[str] = []
    votes: dict[str, int] = {}
    favourites: list[str] = []
    boosts: list[str] = []


class ReportScript(msgspec.Struct):
    """A post that members report, citing a rule by its place."""

    post: str
    by: list[str]
    rule: int
    comment: str


class Script(msgspec.Struct):
    """One square, whole."""

    slug: str
    name: str
    language: str
    jurisdiction: str
    time_zone: str
    template: str
    registration: str
    hue: int
    summary: str
    purpose: str
    foundation: FoundationScript
    rules: list[tuple[str, str]]
    members: list[MemberScript]
    follows: dict[str, list[str]]
    posts: list[PostScript]
    languages: list[str] = []
    report: ReportScript | None = None


def load(slug: str) -> Script:
    """Read one square's script."""
    return msgspec.json.decode((FOLDER / f"{slug}.json").read_bytes(), type=Script)


# Whom `make run` offers to be, in which place, and where they begin.
PEOPLE: Mapping[str, tuple[str, str, str, str]] = {
    "Niamh, who founded Harbour": ("apex", "", "niamh@example.org", "/panel"),
    "Pádraig, moderator of Harbour": ("square", "harbour", "padraig", "/moderation/"),
    "Maeve, member of Harbour": ("square", "harbour", "maeve", "/"),
    "Fergus, member of Harbour": ("square", "harbour", "fergus", "/"),
    "Hatice, moderator of Werkstatt": ("square", "werkstatt", "hatice", "/"),
    "Salma, steward of Maqha": ("square", "maqha", "salma", "/"),
    "Ines, operator": ("ops", "", "ines@example.org", "/"),
    "Tomasz, operator": ("ops", "", "tomasz@example.org", "/"),
}
OPERATORS = {"ines@example.org": "Ines", "tomasz@example.org": "Tomasz"}
