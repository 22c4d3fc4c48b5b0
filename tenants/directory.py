"""The directory of squares, as the platform's own pages show it."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from tenants import queries
from tenants.models.square import Square


@dataclass(frozen=True)
class SquareCard:
    """One square in the directory. hue and chroma are None until it has told them."""

    name: str
    url: str
    address: str
    summary: str
    language: str
    language_name: str
    direction: str
    registration: str
    members: int
    hue: float | None
    chroma: float | None
    active_at: datetime | None


def listed(*, language: str = "") -> QuerySet[Square]:
    """Return the squares to show, of one language or of all."""
    squares = queries.listed_squares()
    return squares.filter(language=language) if language else squares


def languages() -> list[tuple[str, str]]:
    """Return code and name of every language that a listed square speaks."""
    return [(code, language_name(code)) for code in queries.languages_listed()]


def language_name(code: str) -> str:
    """Return a language's name in the language in force."""
    return str(dict(settings.LANGUAGES).get(code, code))


def card_of(square: Square) -> SquareCard:
    """Prepare a square for the directory."""
    return SquareCard(
        name=square.name,
        url=square.url,
        address=square.url.partition("//")[2],
        summary=square.summary,
        language=square.language,
        language_name=language_name(square.language),
        direction=square.direction,
        registration=square.registration,
        members=int(square.usage.get("members", 0)),
        hue=square.usage.get("hue"),
        chroma=square.usage.get("chroma"),
        active_at=square.active_at,
    )
