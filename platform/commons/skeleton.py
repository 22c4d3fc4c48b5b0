"""What a name looks like: names whose skeletons are equal cannot be told apart at a glance.

A small table in the manner of Unicode's confusables, for names of Latin letters and digits, and
for Cyrillic and Greek letters that pass for Latin ones.
Source: https://www.unicode.org/reports/tr39/#Confusable_Detection (2026-01)
"""

import unicodedata

_ALIKE = str.maketrans(
    {
        **dict.fromkeys("0οоօσ", "o"),
        **dict.fromkeys("1i|ıіιӏǀ!", "l"),
        **dict.fromkeys("5ѕ", "s"),
        **dict.fromkeys("аα", "a"),
        **dict.fromkeys("вβ", "b"),
        **dict.fromkeys("сϲ", "c"),
        **dict.fromkeys("еєε", "e"),
        **dict.fromkeys("һн", "h"),
        **dict.fromkeys("јϳ", "j"),
        **dict.fromkeys("кκ", "k"),
        **dict.fromkeys("мμ", "m"),
        **dict.fromkeys("пη", "n"),
        **dict.fromkeys("рρ", "p"),
        **dict.fromkeys("тτ", "t"),
        **dict.fromkeys("υцս", "u"),
        **dict.fromkeys("νѵ", "v"),
        **dict.fromkeys("ωѡ", "w"),
        **dict.fromkeys("хχ", "x"),
        **dict.fromkeys("уγү", "y"),
        **dict.fromkeys("_-. ", None),
    }
)
_PAIRS = (("rn", "m"), ("vv", "w"))


def skeleton(text: str) -> str:
    """Return the form under which look-alike names meet.

    Case, accents, underscores and hyphens do not count; 0 is o, 1 and i are l, rn is m.
    Applied to its own result it changes nothing.
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    bare = "".join(c for c in plain if not unicodedata.combining(c)).translate(_ALIKE)
    for pair, single in _PAIRS:
        bare = bare.replace(pair, single)
    return bare
