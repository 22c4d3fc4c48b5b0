"""A rule of the square.

Source: https://docs.joinmastodon.org/entities/Rule/
"""

import msgspec

from squares.api.entities.kinds import Id
from squares.charter.queries import RuleCard


class RuleTranslation(msgspec.Struct, kw_only=True):
    """The same rule in another language; a square writes each of its rules once."""

    text: str
    hint: str


class Rule(msgspec.Struct, kw_only=True):
    """One rule in force."""

    id: Id
    text: str
    hint: str
    translations: dict[str, RuleTranslation]


def rule_of(card: RuleCard) -> Rule:
    """Return a rule as apps show it before somebody joins, and when something is reported."""
    return Rule(id=str(card.id), text=card.text, hint=card.detail, translations={})
