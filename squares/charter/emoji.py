"""The square's own emoji: what they are called, and how a text shows them.

Texts keep `:shortcode:` as it was typed; pictures are put in when a page is made, so that one that
was taken away is words again. All of a square's are remembered together, and a text without a
shortcode asks nobody.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from commons import storage
from commons.remember import key_for, remember
from squares.charter import rules
from squares.charter.errors import EmojiNotFound
from squares.charter.models import CustomEmoji
from tenants.context import current_square

# A tag, with what stands in quotes inside it, or the words up to the next one.
_PIECES = re.compile(r"""<(?:[^<>"']|"[^"]*"|'[^']*')*>|[^<]+|<""")
_CODE, _CODE_END = re.compile(r"<(?:code|pre)\b"), re.compile(r"</(?:code|pre)\b")


@dataclass(frozen=True)
class EmojiCard:
    """One of the square's own small pictures.

    url, static_url: below the square's own address; the second does not move.
    """

    shortcode: str
    url: str
    static_url: str
    category: str
    shown_in_picker: bool

    @property
    def picture(self) -> SafeString:
        """The picture as it stands in a text."""
        return format_html(
            '<img class="emoji" src="{}" alt=":{}:" title=":{}:" width="20" height="20"'
            ' loading="lazy" decoding="async">',
            *(self.url, self.shortcode, self.shortcode),
        )


EMOJI_KEY = key_for("emoji", EmojiCard)


def every_emoji() -> dict[str, EmojiCard]:
    """Return the square's own emoji by shortcode, by category and then by name.

    Cost: no query while remembered (an hour; forgotten on every change), else 1.
    """
    return remember(EMOJI_KEY, _read, seconds=3600)


def emojis_in(*texts: str) -> list[EmojiCard]:
    """Return those of the square's own emoji that texts name, each once, in order.

    Cost: none without a shortcode; else as `every_emoji`.
    """
    named = dict.fromkeys(
        code for text in texts if text.count(":") > 1 for code in rules.shortcodes_in(text)
    )
    return list(emoji_named(named).values())


def may_name_emoji(*texts: str) -> bool:
    """Tell whether texts look as if they named an emoji, there or not."""
    return any(text.count(":") > 1 and rules.shortcodes_in(text) for text in texts)


def emoji_named(shortcodes: Collection[str]) -> dict[str, EmojiCard]:
    """Return those of the square's own emoji that are named, by shortcode.

    Cost: none for no names; else as `every_emoji`.
    """
    if not shortcodes:
        return {}
    known = every_emoji()
    return {code: known[code] for code in shortcodes if code in known}


def find_emoji(shortcode: str) -> CustomEmoji:
    """Return the row of an emoji.

    Raises: EmojiNotFound.  Cost: 1 query.
    """
    found = CustomEmoji.objects.filter(shortcode=shortcode).first()
    if found is None:
        raise EmojiNotFound
    return found


def with_emoji(html: SafeString) -> SafeString:
    """Return HTML in which the square's own emoji are pictures, except in code.

    Outside a square, and without a shortcode, it is returned as it came.
    Cost: as `emojis_in`.
    """
    if ":" not in html or current_square() is None:
        return html
    found = {card.shortcode: card for card in emojis_in(html)}
    if not found:
        return html
    pieces, code = [], 0
    for piece in _PIECES.findall(html):
        if piece.startswith("<"):
            code += bool(_CODE.match(piece)) - bool(_CODE_END.match(piece))
            pieces.append(piece)
        else:
            pieces.append(piece if code else _pictured(piece, found))
    return SafeString("".join(pieces))


def _pictured(words: str, found: dict[str, EmojiCard]) -> str:
    def picture(named: re.Match[str]) -> str:
        card = found.get(named[1])
        return card.picture if card else named[0]

    return rules.NAMED.sub(picture, words)


def still_of(name: str) -> str:
    """Return the stored name of what an emoji looks like when it does not move."""
    return storage.beside(name, "png")


def _read() -> dict[str, EmojiCard]:
    rows = CustomEmoji.objects.order_by("category", "shortcode")
    return {
        row.shortcode: EmojiCard(
            shortcode=row.shortcode,
            url=f"/media/{row.file}",
            static_url=f"/media/{still_of(row.file)}",
            category=row.category,
            shown_in_picker=row.shown_in_picker,
        )
        for row in rows
    }
