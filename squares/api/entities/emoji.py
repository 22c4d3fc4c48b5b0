"""Small pictures of the square's own.

Source: https://docs.joinmastodon.org/entities/CustomEmoji/
"""

import msgspec

from squares.api.entities.reader import Reader
from squares.charter.emoji import EmojiCard, emojis_in


class CustomEmoji(msgspec.Struct, kw_only=True):
    """An emoji that a text shows for its shortcode."""

    shortcode: str
    url: str
    static_url: str
    visible_in_picker: bool
    category: str | None = None


def emoji_of(card: EmojiCard, reader: Reader) -> CustomEmoji:
    """Return one of the square's own emoji as apps show it."""
    return CustomEmoji(
        shortcode=card.shortcode,
        url=reader.url(card.url),
        static_url=reader.url(card.static_url),
        visible_in_picker=card.shown_in_picker,
        category=card.category or None,
    )


def emojis_of(reader: Reader, *texts: str) -> list[CustomEmoji]:
    """Return the emoji that texts name, for apps to put in.  Cost: none while remembered."""
    return [emoji_of(card, reader) for card in emojis_in(*texts)]
