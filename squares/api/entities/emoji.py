"""Small pictures of the square's own.

Source: https://docs.joinmastodon.org/entities/CustomEmoji/
"""

import msgspec


class CustomEmoji(msgspec.Struct, kw_only=True):
    """An emoji that a text shows for its shortcode."""

    shortcode: str
    url: str
    static_url: str
    visible_in_picker: bool
    category: str | None = None
