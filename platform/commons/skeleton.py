"""The form under which names that look alike meet, in the manner of Unicode's UTS #39.

Two names with one skeleton are held to be the same name by whoever reads in a hurry; so only one
of them may exist. It is for comparing only and never shown.
"""

import unicodedata

# What a reader takes for what: single letters first, then pairs that run together. Where two
# letters read as one, the pair is the prototype, so that "vvv", "wv" and "vw" all meet.
# Source: https://www.unicode.org/Public/security/15.1.0/confusables.txt, those of Latin, Greek,
# Cyrillic and Armenian that matter in names, read 2026-11-23.
_LOOKS = {
    "0": "o", "1": "l", "i": "l", "|": "l", "m": "rn", "w": "vv",
    # Latin with strokes and its old letters
    "ı": "l", "ɩ": "l", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ŧ": "t", "æ": "ae",
    "œ": "oe", "þ": "p", "ƿ": "p", "ɑ": "a", "ɡ": "g", "ʋ": "u", "ƅ": "b",
    # Cyrillic
    "а": "a", "в": "b", "г": "r", "е": "e", "ѕ": "s", "і": "l", "ј": "j", "к": "k", "м": "rn",
    "н": "h", "о": "o", "п": "n", "р": "p", "с": "c", "т": "t", "у": "y", "ү": "y", "х": "x",
    "ь": "b", "һ": "h", "ԁ": "d", "ԛ": "q", "ԝ": "vv", "ӏ": "l", "ѵ": "v",
    # Greek
    "α": "a", "β": "b", "γ": "y", "ε": "e", "η": "n", "ι": "l", "κ": "k", "μ": "u", "ν": "v",
    "ο": "o", "ρ": "p", "σ": "o", "τ": "t", "υ": "u", "χ": "x", "ω": "vv",
    # Armenian
    "ո": "n", "ռ": "n", "օ": "o", "ս": "u", "հ": "h", "յ": "j", "ց": "g", "զ": "q", "գ": "q",
}  # fmt: skip


def skeleton(text: str) -> str:
    """Return what a name looks like at a glance.

    Case, accents, separators, digits that read as letters and letters of other scripts that read
    as Latin ones do not count; "Rn0d-Ern" and "mode m" meet. Doing it twice changes nothing.
    Source: https://www.unicode.org/reports/tr39/#Confusable_Detection
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    pieces = unicodedata.normalize("NFKD", plain)
    return "".join(_look(piece) for piece in pieces if unicodedata.category(piece)[0] in "LNS")


def _look(letter: str) -> str:
    """Return the prototype of one letter; digits of every script read as their value."""
    digit = unicodedata.digit(letter, None)
    letter = letter if digit is None else str(digit)
    return _LOOKS.get(letter, letter)
