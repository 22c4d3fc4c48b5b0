"""A public post as other sites show it.

Source: https://docs.joinmastodon.org/methods/oembed/ and https://oembed.com
"""

from html import escape
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from commons.text import plain
from squares.api.call import Call
from squares.api.endpoint import endpoint
from squares.posts.cards.reading import cards_for
from squares.posts.errors import PostNotFound
from squares.timelines.search_words import address_in

NARROWEST, WIDEST, USUAL = 200, 1000, 400
KEPT_SECONDS, SHOWN = 86_400, 280


class EmbedParams(msgspec.Struct, kw_only=True):
    """Which post, and how much room there is for it."""

    url: str = ""
    maxwidth: int | None = None
    maxheight: int | None = None


class Embed(msgspec.Struct, kw_only=True):
    """What to show; `html` stands for itself, without a script."""

    type: Literal["rich"]
    version: Literal["1.0"]
    title: str
    author_name: str
    author_url: str
    provider_name: str
    provider_url: str
    cache_age: int
    html: str
    width: int
    height: int | None


@endpoint("GET /api/oembed", scope="", access="anyone")
def embed(call: Call, params: EmbedParams) -> Embed:
    """Return a public post for another site; it names its author and leads here."""
    hosts = frozenset({urlsplit(call.base).netloc.lower()})
    named = address_in(params.url, hosts=hosts)
    number = named.post_id if named else None
    cards = cards_for([number], None) if number is not None and number < 2**63 else []
    if not cards or not cards[0].is_open:
        raise PostNotFound
    card = cards[0]
    words = " ".join((card.warning or plain(str(card.html))).split())[:SHOWN]
    address, author = call.base + card.url, card.author
    width = max(NARROWEST, min(params.maxwidth or USUAL, WIDEST))
    return Embed(
        type="rich",
        version="1.0",
        title=f"{author.name}: “{words}”",
        author_name=author.name,
        author_url=call.base + author.url,
        provider_name=call.square.name,
        provider_url=call.base,
        cache_age=KEPT_SECONDS,
        html=(
            f'<blockquote cite="{escape(address)}"><p>{escape(words)}</p>'
            f'<footer><a href="{escape(address)}">{escape(author.name)}</a></footer></blockquote>'
        ),
        width=width,
        height=params.maxheight,
    )
