"""Names and words with the square's own emoji in them."""

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from squares.charter.emoji import with_emoji

register = template.Library()


@register.filter
def emoji(words: str) -> SafeString:
    """Show `:shortcode:` as the square's own picture: `{{ member.name|emoji }}`.

    Text is escaped, HTML that is known to be safe stays as it is.
    """
    return with_emoji(conditional_escape(words))
