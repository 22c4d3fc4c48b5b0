"""Amounts of money as people write them in each language."""

from decimal import Decimal

from django.utils import formats, translation

_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£"}
# Where the sign stands, and what parts it from the number; a language not listed puts it behind,
# with a space that does not break.
# Source: Unicode CLDR 46, numbers/currencyFormats-standard, read 2026-11-23.
_BEFORE = {
    "en": "", "hi": "", "ja": "", "ko": "", "tr": "", "zh": "",
    "nl": "\u00a0", "fa": "\u200e\u00a0",
}  # fmt: skip


def written(cents: int, currency: str, *, short: bool = False) -> str:
    """Return an amount in the language in force: €19.00, 19,00 €.

    short: leave out ",00" of a whole amount, as on a price tag.
    """
    amount = Decimal(abs(cents)) / 100
    places = 0 if short and cents % 100 == 0 else 2
    number = formats.number_format(amount, decimal_pos=places, use_l10n=True, force_grouping=True)
    sign = _SIGNS.get(currency.upper(), currency.upper())
    minus = "−" if cents < 0 else ""
    space = _BEFORE.get((translation.get_language() or "en").split("-")[0])
    return f"{minus}{number}\u00a0{sign}" if space is None else f"{minus}{sign}{space}{number}"
