"""Decisions about announcements and emoji without I/O: what is one, how long one is shown."""

import re
from datetime import datetime, timedelta

MOST_REACTIONS = 8  # different ones on one announcement, as in Mastodon
REACTION_LENGTH = 60
DAY = timedelta(days=1)
LIFETIME_YEARS = 100

# Emoji by their blocks, a little generously: what a block gains later needs no new release.
# Source: https://www.unicode.org/reports/tr51/#EBNF_and_Regex (Unicode 16)
_PICTURE = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23fa\u24c2\u25aa-\u25fe"
    "\u2600-\u27bf\u2934\u2935\u2b05-\u2b55\u3030\u303d\u3297\u3299"
    "\U0001f004-\U0001f1e5\U0001f200-\U0001faff]"
)
_TONES_AND_TAGS = "\ufe0f?[\U0001f3fb-\U0001f3ff]?[\U000e0020-\U000e007f]*"
_ELEMENT = f"(?:{_PICTURE}{_TONES_AND_TAGS})"
_EMOJI = re.compile(
    f"{_ELEMENT}(?:\u200d{_ELEMENT})*"
    "|[\U0001f1e6-\U0001f1ff]{2}"  # a flag
    "|[0-9#*]\ufe0f?\u20e3"  # a keycap
)
SHORTCODE = re.compile(r"[A-Za-z0-9_]{2,30}")
NAMED = re.compile(r"(?<![\w:]):([A-Za-z0-9_]{2,30}):(?![\w:])")
_EMOJI_STYLE = "\ufe0f"
CATEGORY_LIMIT, MOST_CUSTOM_EMOJI = 30, 500


def is_emoji(name: str) -> bool:
    """Tell whether a text is one emoji and nothing else."""
    return len(name) <= REACTION_LENGTH and _EMOJI.fullmatch(name) is not None


def reaction_key(name: str) -> str:
    """Return the form under which spellings of one reaction meet: with and without its style."""
    return name.replace(_EMOJI_STYLE, "")


def shortcodes_in(text: str) -> tuple[str, ...]:
    """Return what a text names as `:shortcode:`, each once, in order."""
    return tuple(dict.fromkeys(NAMED.findall(text)))


def shown_until(*, ends_at: datetime | None, all_day: bool) -> datetime | None:
    """Return until when an announcement is shown; None for until it is withdrawn.

    all_day: what is announced takes whole days, so that its last one still counts.
    """
    return ends_at + DAY if ends_at is not None and all_day else ends_at


def times_make_sense(
    *, starts_at: datetime | None, ends_at: datetime | None, all_day: bool, at: datetime
) -> bool:
    """Whether what is announced ends after it begins, is not over yet, and lies within a lifetime.

    The first and the last day of the calendar are none in every time zone.
    """
    moments = [moment for moment in (starts_at, ends_at) if moment is not None]
    if any(abs(moment.year - at.year) > LIFETIME_YEARS for moment in moments):
        return False
    until = shown_until(ends_at=ends_at, all_day=all_day)
    if until is None or ends_at is None:
        return True
    return until > at and (starts_at is None or starts_at <= ends_at)
