"""The square's own emoji.

Source: https://docs.joinmastodon.org/methods/custom_emojis/
"""

from squares.api.call import Call
from squares.api.endpoint import endpoint
from squares.api.entities.emoji import CustomEmoji, emoji_of
from squares.charter.emoji import every_emoji


@endpoint("GET /api/v1/custom_emojis", access="anyone")
def every(call: Call) -> list[CustomEmoji]:
    """Return all of the square's own emoji.  Cost: none while remembered."""
    return [emoji_of(card, call.reader) for card in every_emoji().values()]
