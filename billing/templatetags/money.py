"""`{% money cents currency %}`: an amount as people write it."""

from django import template

from billing.money import written

register = template.Library()


@register.simple_tag
def money(cents: int, currency: str) -> str:
    """Write an amount in full."""
    return written(cents, currency)


@register.simple_tag
def price(cents: int, currency: str) -> str:
    """Write an amount as on a price tag."""
    return written(cents, currency, short=True)
