"""Numbers as people write them short: 1.2K in English, 1,2 Tsd. in German, 1.2万 in Chinese."""

from django.utils import formats, translation

# Power of ten and word, largest first, of each language's compact short form; one that is not
# listed counts as English. Source: Unicode CLDR 46, decimalFormats-short, 2026-11-23.
_STEPS: dict[str, tuple[tuple[int, str], ...]] = {
    "ar": ((9, "\u00a0مليار"), (6, "\u00a0مليون"), (3, "\u00a0ألف")),
    "de": ((9, "\u00a0Mrd."), (6, "\u00a0Mio."), (3, "\u00a0Tsd.")),
    "en": ((9, "B"), (6, "M"), (3, "K")),
    "es": ((6, "\u00a0M"), (3, "\u00a0mil")),
    "fa": ((9, "\u00a0میلیارد"), (6, "\u00a0میلیون"), (3, "\u00a0هزار")),
    "fr": ((9, "\u00a0Md"), (6, "\u00a0M"), (3, "\u00a0k")),
    "he": ((9, "B"), (6, "M"), (3, "K")),
    "hi": ((7, "\u00a0क॰"), (5, "\u00a0लाख"), (3, "\u00a0हज़ार")),
    "it": ((9, "\u00a0Mrd"), (6, "\u00a0Mln"), (3, "K")),
    "ja": ((8, "億"), (4, "万")),
    "ko": ((8, "억"), (4, "만"), (3, "천")),
    "nl": ((9, "\u00a0mld."), (6, "\u00a0mln."), (3, "K")),
    "pl": ((9, "\u00a0mld"), (6, "\u00a0mln"), (3, "\u00a0tys.")),
    "pt": ((9, "\u00a0bi"), (6, "\u00a0mi"), (3, "\u00a0mil")),
    "ru": ((9, "\u00a0млрд"), (6, "\u00a0млн"), (3, "\u00a0тыс.")),
    "sv": ((9, "\u00a0md"), (6, "\u00a0mn"), (3, "\u00a0tn")),
    "tr": ((9, "\u00a0Mr"), (6, "\u00a0Mn"), (3, "\u00a0B")),
    "uk": ((9, "\u00a0млрд"), (6, "\u00a0млн"), (3, "\u00a0тис.")),
    "zh": ((8, "亿"), (4, "万")),
}

_ROUND = 100


def short(number: int) -> str:
    """Return the number in at most four signs and a word, cut, not rounded up: 999,999 is 999K."""
    steps = _STEPS.get((translation.get_language() or "en").split("-")[0], _STEPS["en"])
    for power, word in steps:
        whole, rest = divmod(abs(number), 10**power)
        if whole:
            tenth = rest * 10 // 10**power
            parted = f"{whole}.{tenth}" if tenth and whole < _ROUND else whole
            shown = formats.number_format(parted)
            return f"{'−' if number < 0 else ''}{shown}{word}"
    return formats.number_format(number)


def exact(number: int) -> str:
    """Return the whole number with its thousands parted as the language does."""
    return formats.number_format(number, use_l10n=True, force_grouping=True)
