"""Reads the charters that new squares begin with; a square's own changes never touch them."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import msgspec

_FOLDER = Path(__file__).parent / "starters"
FALLBACK_LANGUAGE, FALLBACK_KIND = "en", "community"


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One language: each rule as text and explanation, each starter as label, purpose, rules."""

    rules: dict[str, tuple[str, str]]
    starters: dict[str, tuple[str, str, list[str]]]


@dataclass(frozen=True)
class RuleText:
    """A rule as somebody writes it: one sentence, and what it means."""

    text: str
    detail: str = ""


@dataclass(frozen=True)
class Starter:
    """What a new square of a kind begins with."""

    kind: str
    label: str
    purpose: str
    rules: tuple[RuleText, ...]


def starters(language: str) -> list[Starter]:
    """Return every kind of starter in a language, or in English where it is not written yet."""
    file = _read(_nearest(language))
    return [
        Starter(kind, label, purpose, tuple(RuleText(*file.rules[key]) for key in keys))
        for kind, (label, purpose, keys) in file.starters.items()
    ]


def starter(kind: str, language: str) -> Starter:
    """Return one starter; an unknown kind is a community."""
    by_kind = {starter.kind: starter for starter in starters(language)}
    return by_kind.get(kind, by_kind[FALLBACK_KIND])


def languages() -> list[str]:
    """Return the languages that starters are written in."""
    return sorted(file.stem for file in _FOLDER.glob("*.json"))


def _nearest(language: str) -> str:
    wanted = language.split("-", maxsplit=1)[0].lower()
    return wanted if wanted in languages() else FALLBACK_LANGUAGE


@lru_cache(maxsize=32)
def _read(language: str) -> _File:
    return msgspec.json.decode((_FOLDER / f"{language}.json").read_bytes(), type=_File)
