"""Words to make posts of: common ones, in sentences of no sense, of a length that is wished."""

import random

_COMMON_WORDS = (
    "the of and to in that it is was for with as his on be at by had not are but from or have "
    "an they which one you were her all she there would their we him been has when who will "
    "more no if out so said what up its about into than them can only other new some could time "
    "these two may then do first any my now such like our over man me even most made after also "
    "did many before must through back years where much your way well down should because each "
    "just those people how too little state good very make world still own see men work long "
    "get here between both life being under never day same another know while last might us "
    "great old year off come since against go came right used take three market street bridge "
    "river morning evening coffee bread garden library music train window weather rain light "
    "letter question answer story neighbour meeting square council school kitchen bicycle "
    "harbour winter summer autumn spring"
)
COMMON = _COMMON_WORDS.split()
_TOPICS_WORDS = (
    "morning market garden books music photo weather cycling cooking harbour council history "
    "chess trains birds science open poetry maps bread"
)
TOPICS = _TOPICS_WORDS.split()
_SENTENCE = (5, 16)


def tag_names(count: int) -> list[str]:
    """Return hashtags, the first ones used most."""
    return [
        topic if not series else f"{topic}{series + 1}"
        for series in range(count // len(TOPICS) + 1)
        for topic in TOPICS
    ][:count]


def say(length: int, lot: random.Random) -> str:
    """Return sentences of about so many characters, at most."""
    sentences: list[str] = []
    left = length
    while left > 2:
        words = lot.choices(COMMON, k=lot.randint(*_SENTENCE))
        sentence = " ".join(words)[: left - 1].rstrip()
        if not sentence:
            break
        mark = lot.choices(".?", weights=(9, 1))[0]
        sentences.append(sentence[0].upper() + sentence[1:] + mark)
        left = length - sum(len(one) + 1 for one in sentences)
    return _joined(sentences, lot)[:length]


def _joined(sentences: list[str], lot: random.Random) -> str:
    """Put sentences beside each other, now and then with an empty line between them."""
    text = sentences[0] if sentences else "Yes."
    for sentence in sentences[1:]:
        text += ("\n\n" if lot.random() < 0.1 else " ") + sentence
    return text
